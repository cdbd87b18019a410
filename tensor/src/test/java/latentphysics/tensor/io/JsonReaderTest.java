package latentphysics.tensor.io;

import static latentphysics.tensor.io.Bytes.utf8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects what counts as JSON. */
final class JsonReaderTest {
  private static void skip(String json) throws FormatException {
    JsonReader reader = new JsonReader(utf8(json), "x");
    reader.skip();
    reader.end();
  }

  private static String string(String json) throws FormatException {
    return new JsonReader(utf8(json), "x").string();
  }

  private static String refusal(String json) {
    return String.valueOf(assertThrows(FormatException.class, () -> skip(json), json).getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " [ 1 , -0.5e+3 , 0 , 1E9, -0 ] ",
        "{\"a\":{\"b\":[true,false,null]},\"\":\"\"}",
        "\t\r\n\"x\"\n",
        "\"\\u00e9\\ud83d\\ude00 \u00e9\ud83d\ude00 \\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "[[[[[[[[[[]]]]]]]]]]"
      })
  void whatIsJson(String json) {
    assertDoesNotThrow(() -> skip(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "[1 2]",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "NaN",
        "tru",
        "nulll",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"line\nbreak\"",
        "\"open",
        "\"\\",
        "// note\n1",
        "1 1",
        "\u00a01"
      })
  void whatIsNot(String json) {
    refusal(json);
  }

  @Test
  void texts() throws FormatException {
    assertEquals(
        "\u00e9\ud83d\ude00/\"\\\b\f\n\r\t",
        string("\"\\u00E9\\uD83D\\uDE00\\/\\\"\\\\\\b\\f\\n\\r\\t\""));
    assertEquals("\u6f22\ud83d\ude00\u0000", string("\"\u6f22\ud83d\ude00\\u0000\""));
  }

  @Test
  void integers() throws FormatException {
    assertEquals(Long.MAX_VALUE, new JsonReader(utf8("9223372036854775807"), "x").natural());
    assertEquals(0, new JsonReader(utf8(" 0 "), "x").natural());
    for (String json : List.of("-1", "1.0", "1e3", "00", "9223372036854775808", "", "x", "\"1\"")) {
      assertThrows(FormatException.class, () -> new JsonReader(utf8(json), "x").natural(), json);
    }
  }

  @Test
  void membersInTheirOrder() throws FormatException {
    List<String> found = new ArrayList<>();
    JsonReader reader = new JsonReader(utf8("{\"b\":[1,2],\"a\":{\"c\":\"d\"},\"n\":null}"), "x");
    reader.object(key -> {
      found.add(key);
      switch (key) {
        case "b" -> reader.array(() -> found.add(String.valueOf(reader.natural())));
        case "a" -> reader.object(inner -> found.add(inner + reader.string()));
        default -> found.add(String.valueOf(reader.isNull()));
      }
    });
    reader.end();
    assertEquals(List.of("b", "1", "2", "a", "cd", "n", "true"), found);
  }

  @Test
  void sentences() {
    assertEquals("x: byte 0x7d at byte 5, expected a value", refusal("{\"a\":}"));
    assertEquals(
        "x: byte 0x0a at byte 2, expected no control character in a text", refusal("\"a\n\""));
    assertEquals("x: the end at byte 1, expected \"", refusal("{"));
    assertEquals("x: half of a surrogate pair before byte 7", refusal("\"\\ud800\""));
    assertEquals("x: more than 128 levels of nesting at byte 129", refusal("[".repeat(129)));
    assertDoesNotThrow(() -> skip("[".repeat(128) + "]".repeat(128)));
  }
}

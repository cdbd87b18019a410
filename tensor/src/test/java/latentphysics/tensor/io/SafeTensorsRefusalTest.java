package latentphysics.tensor.io;

import static latentphysics.tensor.io.Bytes.hex;
import static latentphysics.tensor.io.Bytes.join;
import static latentphysics.tensor.io.Bytes.safeTensors;
import static latentphysics.tensor.io.Bytes.stream;
import static latentphysics.tensor.io.Bytes.utf8;
import static latentphysics.tensor.io.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protects the sentence and the memory for every .safetensors file that its library refuses. */
final class SafeTensorsRefusalTest {
  private static final String HEADER = "x: the safetensors header";

  @TempDir private Path folder;

  private static void assertHeaderRefused(String sentence, String header, int dataBytes) {
    byte[] file = safeTensors(header, new byte[dataBytes]);
    assertRefused(sentence, () -> SafeTensors.read(stream(file), "x"));
  }

  private static String entry(String name, String type, String shape, String offsets) {
    return "\""
        + name
        + "\":{\"dtype\":\""
        + type
        + "\",\"shape\":"
        + shape
        + ",\"data_offsets\":"
        + offsets
        + "}";
  }

  @Test
  void lengthsOfTheHeader() throws IOException {
    assertRefused(
        "x: the length of the safetensors header: the file ends after 3 bytes of it, expected 8",
        () -> SafeTensors.read(stream(new byte[3]), "x"));
    assertRefused(
        "x: a safetensors header of 2147483648 bytes, expected at most 100000000",
        () -> SafeTensors.read(stream(hex("0000008000000000 7b7d")), "x"));
    assertRefused(
        "x: a safetensors header of 18446744073709551615 bytes, expected at most 100000000",
        () -> SafeTensors.read(stream(hex("ffffffffffffffff 7b7d")), "x"));
    byte[] promising = hex("00e1f50500000000 7b7d");
    assertRefused(
        HEADER + ": the file ends after 2 bytes of it, expected 100000000",
        () -> SafeTensors.read(stream(promising), "x"));
    Path file = Files.write(folder.resolve("x"), promising);
    assertRefused(
        file + ": the safetensors header: the file ends after 2 bytes of it, expected 100000000",
        () -> SafeTensors.read(file));
    assertRefused(
        HEADER + " does not start with a brace", () -> SafeTensors.read(stream(new byte[8]), "x"));
    assertHeaderRefused(HEADER + " does not start with a brace", " {}", 0);
  }

  @Test
  void offsets() {
    assertHeaderRefused(
        "x: tensor 'a' lies at bytes 4 to 8 of the data, expected from 0 on, without holes and"
            + " overlaps",
        "{" + entry("a", "F32", "[1]", "[4,8]") + "}",
        8);
    assertHeaderRefused(
        "x: tensor 'b' lies at bytes 4 to 12 of the data, expected from 8 on, without holes and"
            + " overlaps",
        "{" + entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F64", "[1]", "[4,12]") + "}",
        12);
    assertHeaderRefused(
        "x: tensor 'b' lies at bytes 9 to 13 of the data, expected from 8 on, without holes and"
            + " overlaps",
        "{" + entry("b", "F32", "[1]", "[9,13]") + "," + entry("a", "F32", "[2]", "[0,8]") + "}",
        13);
    assertHeaderRefused(
        "x: tensor 'a' lies at bytes 0 to 8 of the data, expected from 8 on, without holes and"
            + " overlaps",
        "{" + entry("b", "F32", "[2]", "[0,8]") + "," + entry("a", "F32", "[2]", "[0,8]") + "}",
        16);
    assertHeaderRefused(
        "x: tensor 'a' lies at bytes 8 to 0 of the data, expected from 0 on, without holes and"
            + " overlaps",
        "{" + entry("a", "F32", "[2]", "[8,0]") + "}",
        8);
    assertHeaderRefused(
        "x: tensor 'a' of type F32 and shape [3] has 8 bytes, expected 12",
        "{" + entry("a", "F32", "[3]", "[0,8]") + "}",
        8);
    assertHeaderRefused(
        "x: tensor 'a' has more than 2 data_offsets, expected at most so many",
        "{" + entry("a", "F32", "[1]", "[0,4,8]") + "}",
        4);
  }

  @Test
  void shapes() {
    assertHeaderRefused(
        "x: tensor 'a' of shape [4611686018427387904, 4] has more than 2^63 bits",
        "{" + entry("a", "F32", "[4611686018427387904,4]", "[0,0]") + "}",
        0);
    assertHeaderRefused(
        "x: tensor 'a' has more than 8 axes, expected at most so many",
        "{" + entry("a", "F32", "[" + "0,".repeat(100_000) + "0]", "[0,0]") + "}",
        0);
    assertHeaderRefused(
        "x: tensor 'a': shape [4294967296, 0], expected lengths from 0 to 2147483647",
        "{" + entry("a", "F32", "[4294967296,0]", "[0,0]") + "}",
        0);
    assertHeaderRefused(
        "x: tensor 'a': shape [65536, 65536] has too many elements for one tensor, expected at"
            + " most 2147483639",
        "{" + entry("a", "BOOL", "[65536,65536]", "[0,4294967296]") + "}",
        0);
    assertHeaderRefused(
        HEADER + ": byte 0x2d at byte 29, expected an integer that is not negative",
        "{" + entry("a", "F32", "[-1]", "[0,4]") + "}",
        4);
    assertHeaderRefused(
        HEADER + ": byte 0x31 at byte 29, expected an integer that is not negative",
        "{" + entry("a", "F32", "[1.0]", "[0,4]") + "}",
        4);
    assertHeaderRefused(
        HEADER + ": the number at byte 29 exceeds 2^63 - 1",
        "{" + entry("a", "F32", "[18446744073709551616]", "[0,4]") + "}",
        4);
  }

  @Test
  void types() {
    assertHeaderRefused(
        "x: tensor 'a' is of type F8_E4M3, expected one of F16 BF16 F32 F64 I8 U8 I16 U16 I32 U32"
            + " I64 U64 BOOL",
        "{" + entry("a", "F8_E4M3", "[1]", "[0,1]") + "}",
        1);
    assertHeaderRefused(
        "x: tensor 'a' is of the unknown type 'f32', expected such as F32",
        "{" + entry("a", "f32", "[1]", "[0,4]") + "}",
        4);
    assertHeaderRefused(
        "x: tensor 'a' of type F4 and shape [1] has 0 bytes, expected whole bytes",
        "{" + entry("a", "F4", "[1]", "[0,0]") + "}",
        0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':{'dtype':'F32','shape':[1]}}|x: tensor 'a' is not described by dtype, shape and two"
            + " data_offsets",
        "{'a':{'shape':[1],'data_offsets':[0,4]}}|x: tensor 'a' is not described by dtype, shape"
            + " and two data_offsets",
        "{'a':{'dtype':'F32','data_offsets':[0,4]}}|x: tensor 'a' is not described by dtype, shape"
            + " and two data_offsets",
        "{'a':{'dtype':'F32','dtype':'F32'}}|x: the safetensors header: the name 'dtype' occurs"
            + " twice",
        "{'__metadata__':{},'__metadata__':{}}|x: the safetensors header: the name '__metadata__'"
            + " occurs twice",
        "{'__metadata__':{'k':1}}|x: the safetensors header: byte 0x31 at byte 21, expected \"",
        "{'a':7}|x: the safetensors header: byte 0x37 at byte 5, expected {",
        "{'a|x: the safetensors header: a text is not closed",
        "{} {}|x: the safetensors header: byte 0x7b at byte 3, expected the end",
        "{}}|x: the safetensors header: byte 0x7d at byte 2, expected the end",
      },
      quoteCharacter = '`')
  void descriptions(String header, String sentence) {
    assertHeaderRefused(sentence, header.replace('\'', '"'), 0);
  }

  @Test
  void namesThatOccurTwice() {
    assertHeaderRefused(
        HEADER + ": the name 'a' occurs twice",
        "{"
            + entry("a", "F32", "[0]", "[0,0]")
            + ","
            + entry("\\u0061", "F32", "[0]", "[0,0]")
            + "}",
        0);
  }

  @Test
  void textThatIsNotUtf8() {
    byte[] file = join(hex("0900000000000000"), utf8("{\""), hex("c3 28"), utf8("\":{}}"));
    assertRefused(
        HEADER + ": the text at byte 1 is not UTF-8", () -> SafeTensors.read(stream(file), "x"));
  }

  @Test
  void deepNesting() {
    // Of unknown members nothing is kept, however much there is of it.
    String deep = "[".repeat(1_000_000);
    assertThrowsOneSentence(
        HEADER + ": more than 128 levels of nesting at byte 137", "{\"a\":{\"b\":" + deep);
  }

  private static void assertThrowsOneSentence(String sentence, String header) {
    byte[] file = safeTensors(header, new byte[0]);
    long before = Refusal.allocated();
    assertEquals(
        sentence,
        assertThrows(FormatException.class, () -> SafeTensors.read(stream(file), "x"))
            .getMessage());
    long taken = Refusal.allocated() - before;
    assertEquals(0, taken / (8L * file.length), taken + " bytes for a header of " + file.length);
  }

  @Test
  void dataThatIsTooShortOrTooLong() throws IOException {
    String header = "{" + entry("a", "F32", "[2]", "[0,8]") + "}";
    byte[] whole = safeTensors(header, new byte[8]);
    for (int length : List.of(0, 7, 8, 20, whole.length - 8, whole.length - 1)) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(
          FormatException.class, () -> SafeTensors.read(stream(part), "x"), length + " bytes");
      Path file = Files.write(folder.resolve("short"), part);
      assertThrows(FormatException.class, () -> SafeTensors.read(file), length + " bytes");
    }
    Path tooLong = Files.write(folder.resolve("long"), safeTensors(header, new byte[9]));
    assertRefused(
        tooLong + ": there are bytes after the end of the data, expected none",
        () -> SafeTensors.read(tooLong));
    // 8 GiB are promised.
    byte[] promise =
        safeTensors("{" + entry("a", "F64", "[1073741824]", "[0,8589934592]") + "}", new byte[5]);
    assertRefused(
        "x: tensor 'a': the file ends after 5 bytes of it, expected 8589934592",
        () -> SafeTensors.read(stream(promise), "x"));
    Path promised = Files.write(folder.resolve("promise"), promise);
    assertRefused(
        promised
            + ": the data of the tensors: the file ends after 5 bytes of it, expected 8589934592",
        () -> SafeTensors.read(promised));
  }
}

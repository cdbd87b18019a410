package latentphysics.tensor.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads JSON (RFC 8259) from UTF-8 bytes, value after value as the caller asks for them: what is
 * not asked for takes no memory. Strict: no comments, no trailing commas, no repeated names in
 * objects that are read, no text that UTF-8 or Unicode does not allow, at most 128 levels.
 */
final class JsonReader {
  private static final int DEEPEST = 128;

  private final byte[] text;
  private final String name;
  private int position;
  private int depth;

  /** Reads one member's value of an object, or one element of an array. */
  @FunctionalInterface
  interface Value {
    void read() throws FormatException;
  }

  /** Reads the value of a member. */
  @FunctionalInterface
  interface Member {
    void read(String key) throws FormatException;
  }

  /**
   * Starts before the first value.
   *
   * @param name of the text in sentences
   */
  JsonReader(byte[] text, String name) {
    this.text = text;
    this.name = name;
  }

  /** Reads an object; {@code member} has to read the value of each member. */
  void object(Member member) throws FormatException {
    Set<String> keys = new HashSet<>();
    members(() -> {
      String key = string();
      if (!keys.add(key)) {
        throw new FormatException(name + ": the name " + Quoting.quote(key) + " occurs twice");
      }
      expect(':');
      member.read(key);
    });
  }

  private void members(Value member) throws FormatException {
    sequence('{', '}', member);
  }

  /** Reads an array; {@code element} has to read each element. */
  void array(Value element) throws FormatException {
    sequence('[', ']', element);
  }

  private void sequence(char open, char close, Value part) throws FormatException {
    expect(open);
    if (++depth > DEEPEST) {
      throw new FormatException(
          name + ": more than " + DEEPEST + " levels of nesting at byte " + position);
    }
    if (!next(close)) {
      do {
        part.read();
      } while (next(','));
      expect(close);
    }
    depth--;
  }

  /** Reads a text. */
  String string() throws FormatException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int start = position;
    scan(bytes);
    try {
      // A decoder of its own reports what String's constructor would silently replace.
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(name + ": the text at byte " + start + " is not UTF-8", e);
    }
  }

  /** Passes over a text, leaving its bytes with escapes resolved. */
  private void scan(ByteArrayOutputStream into) throws FormatException {
    expect('"');
    while (true) {
      if (position == text.length) {
        throw new FormatException(name + ": a text is not closed");
      }
      byte c = text[position++];
      if (c == '"') {
        return;
      }
      if (c >= 0 && c < ' ') {
        position--;
        throw unexpected("no control character in a text");
      }
      if (c == '\\') {
        escape(into);
      } else {
        into.write(c);
      }
    }
  }

  private void escape(ByteArrayOutputStream into) throws FormatException {
    int c = position < text.length ? text[position++] : 0;
    switch (c) {
      case '"', '\\', '/' -> into.write(c);
      case 'b' -> into.write('\b');
      case 'f' -> into.write('\f');
      case 'n' -> into.write('\n');
      case 'r' -> into.write('\r');
      case 't' -> into.write('\t');
      case 'u' -> {
        char unit = unit();
        String character = String.valueOf(unit);
        if (Character.isHighSurrogate(unit)
            && position + 1 < text.length
            && text[position] == '\\'
            && text[position + 1] == 'u') {
          position += 2;
          character += unit();
        }
        int point = character.codePointAt(0);
        if (Character.charCount(point) != character.length()
            || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
          throw new FormatException(name + ": half of a surrogate pair before byte " + position);
        }
        into.writeBytes(character.getBytes(StandardCharsets.UTF_8));
      }
      default -> {
        position--;
        throw unexpected("one of \" \\ / b f n r t u after a backslash");
      }
    }
  }

  private char unit() throws FormatException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = position < text.length ? Character.digit(text[position], 16) : -1;
      if (digit < 0) {
        throw unexpected("four hexadecimal digits");
      }
      value = 16 * value + digit;
      position++;
    }
    return (char) value;
  }

  /** Reads an integer from 0 to 2⁶³ − 1, written without point and exponent. */
  long natural() throws FormatException {
    skipBlanks();
    int start = position;
    while (position < text.length && digit(text[position])) {
      position++;
    }
    String digits = new String(text, start, position - start, StandardCharsets.US_ASCII);
    boolean ended = position == text.length || ",]} \t\r\n".indexOf(text[position]) >= 0;
    if (!ended || digits.isEmpty() || (digits.length() > 1 && digits.charAt(0) == '0')) {
      position = start;
      throw unexpected("an integer that is not negative");
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new FormatException(name + ": the number at byte " + start + " exceeds 2^63 - 1", e);
    }
  }

  /** Whether the next value is null; passes over it if so. */
  boolean isNull() throws FormatException {
    boolean found = peek() == 'n';
    if (found) {
      word("null");
    }
    return found;
  }

  /** Passes over a value of any kind, checking that it is one. */
  void skip() throws FormatException {
    switch (peek()) {
      case '{' ->
          members(() -> {
            string();
            expect(':');
            skip();
          });
      case '[' -> array(this::skip);
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
  }

  private void number() throws FormatException {
    next('-');
    int first = position;
    digits();
    if (text[first] == '0' && position > first + 1) {
      position = first;
      throw unexpected("a number without leading zeros");
    }
    if (position < text.length && text[position] == '.') {
      position++;
      digits();
    }
    if (position < text.length && (text[position] == 'e' || text[position] == 'E')) {
      position++;
      if (position < text.length && (text[position] == '+' || text[position] == '-')) {
        position++;
      }
      digits();
    }
  }

  private void digits() throws FormatException {
    int start = position;
    while (position < text.length && digit(text[position])) {
      position++;
    }
    if (position == start) {
      throw unexpected("a value");
    }
  }

  private void word(String word) throws FormatException {
    for (int i = 0; i < word.length(); i++) {
      if (position == text.length || text[position] != word.charAt(i)) {
        throw unexpected("a value");
      }
      position++;
    }
  }

  /** Checks that nothing but blanks follows. */
  void end() throws FormatException {
    skipBlanks();
    if (position < text.length) {
      throw unexpected("the end");
    }
  }

  private static boolean digit(byte c) {
    return c >= '0' && c <= '9';
  }

  private int peek() {
    skipBlanks();
    return position < text.length ? text[position] : -1;
  }

  private boolean next(char c) {
    boolean found = peek() == c;
    position += found ? 1 : 0;
    return found;
  }

  private void expect(char c) throws FormatException {
    if (!next(c)) {
      throw unexpected(String.valueOf(c));
    }
  }

  private void skipBlanks() {
    while (position < text.length && " \t\r\n".indexOf(text[position]) >= 0) {
      position++;
    }
  }

  private FormatException unexpected(String expected) {
    String found =
        position < text.length ? String.format("byte 0x%02x", text[position]) : "the end";
    return new FormatException(
        name + ": " + found + " at byte " + position + ", expected " + expected);
  }
}

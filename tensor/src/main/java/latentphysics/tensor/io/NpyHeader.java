package latentphysics.tensor.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;

/**
 * What stands before the elements of a {@code .npy} file: a magic number, a version, a length, and
 * a dictionary written in Python with the keys descr, fortran_order and shape.
 *
 * @param format of the elements
 * @param order of the bytes of each
 * @param fortran whether the first index runs fastest
 * @param dims lengths of the axes
 */
record NpyHeader(ElementFormat format, ByteOrder order, boolean fortran, int[] dims) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** The elements begin at a multiple of this. */
  private static final int ALIGNMENT = 64;

  /** Digits for which a header leaves room, so that the first axis can grow in place. */
  private static final int GROWTH_DIGITS = 21;

  /** The limit that NumPy has for files that nobody vouches for. */
  private static final int LONGEST = 10_000;

  /** The header of a tensor in the bytes that NumPy writes for it. */
  static byte[] bytes(DType dtype, Shape shape) {
    String descr =
        switch (dtype) {
          case FLOAT32 -> "<f4";
          case FLOAT64 -> "<f8";
          case INT32 -> "<i4";
          case BOOL -> "|b1";
        };
    String lengths =
        Arrays.stream(shape.dims()).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    String text =
        "{'descr': '"
            + descr
            + "', 'fortran_order': False, 'shape': ("
            + lengths
            + (shape.rank() == 1 ? "," : "")
            + "), }";
    if (shape.rank() > 0) {
      text += " ".repeat(GROWTH_DIGITS - String.valueOf(shape.dim(0)).length());
    }
    int before = MAGIC.length + 4;
    int padding = ALIGNMENT - (before + text.length() + 1) % ALIGNMENT;
    text += " ".repeat(padding) + "\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(MAGIC);
    bytes.writeBytes(new byte[] {1, 0, (byte) text.length(), (byte) (text.length() >> 8)});
    bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return bytes.toByteArray();
  }

  /**
   * Reads a header of version 1.0, 2.0 or 3.0.
   *
   * @throws FormatException if it is none, or describes what no tensor is
   */
  static NpyHeader read(Input in) throws IOException {
    String name = in.name();
    byte[] start = in.bytes(MAGIC.length + 2, name + ": the start of an npy file");
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new FormatException(name + ": this is no npy file, it does not start with \\x93NUMPY");
    }
    int major = start[MAGIC.length] & 0xff;
    int minor = start[MAGIC.length + 1] & 0xff;
    if (major < 1 || major > 3 || minor != 0) {
      throw new FormatException(
          name
              + ": version "
              + major
              + "."
              + minor
              + " of the npy format, expected 1.0, 2.0 or 3.0");
    }
    String what = name + ": the npy header";
    byte[] lengthBytes = in.bytes(major == 1 ? 2 : 4, what);
    ByteBuffer lengthBuffer = ByteBuffer.wrap(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    long length =
        major == 1 ? lengthBuffer.getShort() & 0xffff : lengthBuffer.getInt() & 0xffff_ffffL;
    if (length > LONGEST) {
      throw new FormatException(
          name + ": an npy header of " + length + " bytes, expected at most " + LONGEST);
    }
    byte[] text = in.bytes((int) length, what);
    return new Parser(name, text).header();
  }

  /** Reads the small part of Python's syntax that such headers are written in. */
  private static final class Parser {
    private final String name;
    private final String text;
    private int position;

    Parser(String name, byte[] bytes) {
      this.name = name;
      // Version 3 has UTF-8 instead, for names of fields; all that a tensor needs is ASCII.
      this.text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    NpyHeader header() throws FormatException {
      String descr = null;
      Boolean fortran = null;
      long[] shape = null;
      Set<String> keys = new HashSet<>();
      expect('{');
      while (!next('}')) {
        String key = string("a key");
        if (!keys.add(key)) {
          throw wrong("the key " + Quoting.quote(key) + " twice");
        }
        expect(':');
        switch (key) {
          case "descr" -> descr = descr();
          case "fortran_order" -> fortran = truth();
          case "shape" -> shape = shape();
          default -> throw wrong("the key " + Quoting.quote(key));
        }
        if (!next(',')) {
          expect('}');
          break;
        }
      }
      skipBlanks();
      if (position < text.length()) {
        throw wrong("text after the closing brace");
      }
      if (descr == null || fortran == null || shape == null) {
        throw wrong("only the keys " + keys.stream().sorted().toList());
      }
      ElementFormat format = format(descr);
      ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      return new NpyHeader(format, order, fortran, Elements.dims(shape, name));
    }

    private ElementFormat format(String descr) throws FormatException {
      if (descr.matches("[<>|=]?O\\d*")) {
        throw new FormatException(
            name
                + ": dtype "
                + Quoting.quote(descr)
                + " means pickled Python objects, which are never read");
      }
      boolean single = descr.matches("\\|[iub]1");
      if (!single && !descr.matches("[<>].*")) {
        throw unsupported(descr);
      }
      return switch (descr.substring(1)) {
        case "f2" -> ElementFormat.F16;
        case "f4" -> ElementFormat.F32;
        case "f8" -> ElementFormat.F64;
        case "i1" -> ElementFormat.I8;
        case "u1" -> ElementFormat.U8;
        case "i2" -> ElementFormat.I16;
        case "u2" -> ElementFormat.U16;
        case "i4" -> ElementFormat.I32;
        case "u4" -> ElementFormat.U32;
        case "i8" -> ElementFormat.I64;
        case "u8" -> ElementFormat.U64;
        case "b1" -> ElementFormat.BOOL;
        default -> throw unsupported(descr);
      };
    }

    private FormatException unsupported(String descr) {
      return new FormatException(
          name
              + ": dtype "
              + Quoting.quote(descr)
              + ", expected < or > and one of f2 f4 f8 i2 u2 i4 u4 i8 u8, or |i1 |u1 |b1");
    }

    private String descr() throws FormatException {
      if (peek() == '[') {
        throw new FormatException(
            name + ": the elements are records of several fields, expected numbers");
      }
      return string("the dtype");
    }

    private boolean truth() throws FormatException {
      skipBlanks();
      for (boolean value : new boolean[] {false, true}) {
        String word = value ? "True" : "False";
        if (text.startsWith(word, position)) {
          position += word.length();
          return value;
        }
      }
      throw wrong(found() + " for fortran_order", "True or False");
    }

    private long[] shape() throws FormatException {
      List<Long> lengths = new ArrayList<>();
      expect('(');
      while (!next(')')) {
        lengths.add(integer());
        if (!next(',')) {
          if (lengths.size() == 1) {
            throw wrong("a number in parentheses for the shape", "a tuple");
          }
          expect(')');
          break;
        }
      }
      return lengths.stream().mapToLong(Long::longValue).toArray();
    }

    private long integer() throws FormatException {
      skipBlanks();
      int start = position;
      if (position < text.length() && text.charAt(position) == '-') {
        position++;
      }
      while (position < text.length()
          && text.charAt(position) >= '0'
          && text.charAt(position) <= '9') {
        position++;
      }
      String digits = text.substring(start, position);
      // Python 2 wrote long integers with an L.
      if (position < text.length() && text.charAt(position) == 'L') {
        position++;
      }
      try {
        return Long.parseLong(digits);
      } catch (NumberFormatException e) {
        position = start;
        throw wrong(found() + " in the shape", "an integer of 64 bits");
      }
    }

    private String string(String what) throws FormatException {
      char quote = peek();
      if (quote != '\'' && quote != '"') {
        throw wrong(found() + " for " + what, "text in quotation marks");
      }
      int end = text.indexOf(quote, position + 1);
      if (end < 0 || text.substring(position, end).indexOf('\\') >= 0) {
        throw wrong("text that is not closed or has escapes");
      }
      String content = text.substring(position + 1, end);
      position = end + 1;
      return content;
    }

    private char peek() {
      skipBlanks();
      return position < text.length() ? text.charAt(position) : 0;
    }

    private boolean next(char c) {
      boolean found = peek() == c;
      position += found ? 1 : 0;
      return found;
    }

    private void expect(char c) throws FormatException {
      if (!next(c)) {
        throw wrong(found(), String.valueOf(c));
      }
    }

    private String found() {
      return position < text.length()
          ? Quoting.quote(text.substring(position)) + " at byte " + position
          : "its end";
    }

    private void skipBlanks() {
      while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
    }

    private FormatException wrong(String found) {
      return wrong(found, "descr, fortran_order and shape, each once");
    }

    private FormatException wrong(String found, String expected) {
      return new FormatException(name + ": the npy header has " + found + ", expected " + expected);
    }
  }
}

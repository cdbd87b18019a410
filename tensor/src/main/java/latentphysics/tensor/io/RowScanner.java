package latentphysics.tensor.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into rows of cells: separated by commas, semicolons or white space, quoted
 * as in RFC 4180, in UTF-8. One pass, one buffer: time is linear in the length of the file, memory
 * in its longest row.
 *
 * <p>{@link #nextLine} reads a line, {@link #split} makes a row of it, and perhaps of lines that
 * follow; {@link #number} and the like then tell of its cells.
 */
public final class RowScanner {
  /** A row longer than this is no row; it bounds the memory that a damaged file can ask for. */
  public static final int LONGEST_ROW = 1 << 24;

  private final InputStream in;
  private final String file;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private boolean afterReturn;
  private boolean foundEnd;

  private byte[] line = new byte[256];
  private int lineLength;
  private int lineNumber;

  private byte[] cells = new byte[256];
  private int cellsLength;
  private int[] ends = new int[16];
  private int cellCount;
  private int rowLine;

  /**
   * Starts before the first line. A byte order mark has to be passed over already.
   *
   * @param file named in sentences
   */
  public RowScanner(InputStream in, String file) {
    this.in = in;
    this.file = file;
  }

  /**
   * Reads one line, without its end; false at the end of the file.
   *
   * @throws FormatException if it is longer than {@link #LONGEST_ROW}
   */
  public boolean nextLine() throws IOException {
    lineLength = 0;
    boolean any = false;
    while (true) {
      if (position == limit) {
        limit = foundEnd ? 0 : in.read(buffer, 0, buffer.length);
        position = 0;
        if (limit <= 0) {
          limit = 0;
          foundEnd = true;
          lineNumber += any ? 1 : 0;
          return any;
        }
      }
      // A line feed right after a carriage return belongs to the same line end.
      if (afterReturn) {
        afterReturn = false;
        if (buffer[position] == '\n') {
          position++;
          continue;
        }
      }
      int end = position;
      while (end < limit && buffer[end] != '\n' && buffer[end] != '\r') {
        end++;
      }
      append(buffer, position, end);
      any = true;
      position = end;
      if (end < limit) {
        afterReturn = buffer[end] == '\r';
        position++;
        lineNumber++;
        return true;
      }
    }
  }

  private void append(byte[] from, int start, int end) throws FormatException {
    int length = end - start;
    if (length > LONGEST_ROW - lineLength) {
      throw tooLong(lineNumber + 1);
    }
    if (lineLength + length > line.length) {
      line = Arrays.copyOf(line, Math.max(lineLength + length, 2 * line.length));
    }
    System.arraycopy(from, start, line, lineLength, length);
    lineLength += length;
  }

  private FormatException tooLong(int number) {
    return new FormatException(
        file
            + ": line "
            + number
            + ": the row is longer than "
            + LONGEST_ROW
            + " bytes; is this a table?");
  }

  /** Number of the line read last, from 1. */
  public int lineNumber() {
    return lineNumber;
  }

  /** Whether the line holds nothing but spaces and tabs. */
  public boolean blankLine() {
    return firstByte() < 0;
  }

  /** Whether the line is a comment: its first mark is a percent or number sign. */
  public boolean commentLine() {
    int first = firstByte();
    return first == '%' || first == '#';
  }

  private int firstByte() {
    for (int i = 0; i < lineLength; i++) {
      if (line[i] != ' ' && line[i] != '\t') {
        return line[i] & 0xff;
      }
    }
    return -1;
  }

  /**
   * Text of the line.
   *
   * @throws FormatException if it is not UTF-8
   */
  public String lineText() throws FormatException {
    return decode(line, 0, lineLength, "line " + lineNumber);
  }

  /** The separator that the line suggests: semicolon, comma, or a space for any white space. */
  public char suggestedSeparator() {
    boolean quoted = false;
    boolean comma = false;
    for (int i = 0; i < lineLength; i++) {
      if (line[i] == '"') {
        quoted = !quoted;
      } else if (!quoted && line[i] == ';') {
        return ';';
      } else if (!quoted && line[i] == ',') {
        comma = true;
      }
    }
    return comma ? ',' : ' ';
  }

  /**
   * Splits the line into cells, reading on while a quoted cell goes on.
   *
   * @param separator comma, semicolon, or a space for any white space
   * @throws FormatException for bytes that are no text and for misplaced quotation marks
   */
  public void split(char separator) throws IOException {
    rowLine = lineNumber;
    cellCount = 0;
    cellsLength = 0;
    boolean spaces = separator == ' ';
    int i = 0;
    while (true) {
      i = skipBlanks(i);
      if (spaces && i == lineLength) {
        break;
      }
      int start = cellsLength;
      if (i < lineLength && line[i] == '"') {
        i = quotedCell(i + 1);
        int after = skipBlanks(i);
        boolean ended =
            after == lineLength || (spaces ? after > i : line[after] == (byte) separator);
        if (!ended) {
          throw new FormatException(place() + ": there is text after the closing quotation mark");
        }
        i = after;
      } else {
        int end = i;
        while (end < lineLength && (spaces ? !blank(line[end]) : line[end] != (byte) separator)) {
          end++;
        }
        copy(i, end);
        i = end;
        while (cellsLength > start && blank(cells[cellsLength - 1])) {
          cellsLength--;
        }
      }
      finishCell(start);
      if (i >= lineLength) {
        break;
      }
      i += spaces ? 0 : 1;
    }
  }

  /** Copies a quoted cell from behind its opening mark; returns where it ended. */
  private int quotedCell(int from) throws IOException {
    int i = from;
    while (true) {
      if (i == lineLength) {
        if (!nextLine()) {
          throw new FormatException(place() + ": the quotation mark is never closed");
        }
        i = 0;
        push((byte) ' ');
      } else if (line[i] != '"') {
        push(line[i]);
        i++;
      } else if (i + 1 < lineLength && line[i + 1] == '"') {
        push((byte) '"');
        i += 2;
      } else {
        return i + 1;
      }
    }
  }

  private void push(byte value) throws FormatException {
    if (cellsLength == LONGEST_ROW) {
      throw tooLong(rowLine);
    }
    if (cellsLength == cells.length) {
      cells = Arrays.copyOf(cells, 2 * cells.length);
    }
    cells[cellsLength++] = value;
  }

  private void copy(int from, int to) {
    int length = to - from;
    if (cellsLength + length > cells.length) {
      cells = Arrays.copyOf(cells, Math.max(cellsLength + length, 2 * cells.length));
    }
    System.arraycopy(line, from, cells, cellsLength, length);
    cellsLength += length;
  }

  private void finishCell(int start) throws FormatException {
    boolean ascii = true;
    for (int i = start; i < cellsLength; i++) {
      byte value = cells[i];
      if (value >= 0 && value < ' ' && value != '\t') {
        throw new FormatException(
            place() + ": " + byteName(value) + " is not text; is this a table?");
      }
      ascii &= value >= 0;
    }
    if (!ascii) {
      decode(cells, start, cellsLength, "line " + rowLine + ", column " + (cellCount + 1));
    }
    if (cellCount == ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    ends[cellCount++] = cellsLength;
  }

  private String place() {
    return file + ": line " + rowLine + ", column " + (cellCount + 1);
  }

  private static String byteName(byte value) {
    String digits = "0123456789abcdef";
    return "byte 0x" + digits.charAt((value & 0xff) >> 4) + digits.charAt(value & 15);
  }

  private String decode(byte[] text, int from, int to, String place) throws FormatException {
    // A decoder of its own reports what String's constructor would silently replace.
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(text, from, to - from);
    try {
      return decoder.decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(
          file + ": " + place + ": " + byteName(bytes.get()) + " is not UTF-8 text", e);
    }
  }

  private static boolean blank(byte value) {
    return value == ' ' || value == '\t';
  }

  private int skipBlanks(int from) {
    int i = from;
    while (i < lineLength && blank(line[i])) {
      i++;
    }
    return i;
  }

  /** Line, from 1, at which the split row starts. */
  public int rowLine() {
    return rowLine;
  }

  /** Number of cells of the split row. */
  public int cellCount() {
    return cellCount;
  }

  private int cellStart(int cell) {
    return cell == 0 ? 0 : ends[cell - 1];
  }

  /** Whether a cell is a decimal number: sign, digits with a point, exponent. */
  public boolean isNumber(int cell) {
    return NumberText.isNumber(cells, cellStart(cell), ends[cell]);
  }

  /**
   * Whether a cell stands for a value that is missing or not finite: it is empty or a word such as
   * NaN, NA or Infinity.
   */
  public boolean isMissing(int cell) {
    return NumberText.isMissing(cells, cellStart(cell), ends[cell]);
  }

  /** Whether a cell holds nothing. */
  public boolean isEmpty(int cell) {
    return cellStart(cell) == ends[cell];
  }

  /** Value of a cell; NaN when it is no number, infinite when it is too large. */
  public double number(int cell) {
    return NumberText.parse(cells, cellStart(cell), ends[cell]);
  }

  /** Text of a cell. */
  public String cellText(int cell) {
    return cellText(cell, Integer.MAX_VALUE);
  }

  /** Text of the first bytes of a cell. */
  public String cellText(int cell, int mostBytes) {
    int start = cellStart(cell);
    int length = Math.min(mostBytes, ends[cell] - start);
    return new String(cells, start, length, StandardCharsets.UTF_8);
  }
}

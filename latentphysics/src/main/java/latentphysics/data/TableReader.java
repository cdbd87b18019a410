package latentphysics.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import latentphysics.tensor.io.FormatException;
import latentphysics.tensor.io.RowScanner;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table of numbers: cells separated by commas, semicolons or white space, quoted as in RFC
 * 4180, plain or gzip, in UTF-8. Lines that start with {@code %} or {@code #} are comments; one
 * before the first row can be a header, and so is a first line that holds a word. Blank lines are
 * skipped.
 */
public final class TableReader {
  private static final int MOST_COMMENTS = 64;

  private final String file;
  private final RowScanner scanner;
  private final List<String> comments = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private List<String> header = List.of();
  private int headerLine;
  private @Nullable TableBuilder rows;

  private TableReader(String file, InputStream text) {
    this.file = file;
    this.scanner = new RowScanner(text, file);
  }

  /**
   * Reads a file.
   *
   * @param path of a file, or of anything that can be read once from start to end
   * @throws DataException if it cannot be read or is no table, in one sentence that says where
   */
  public static Table read(Path path) {
    String file = path.toString();
    if (Files.isDirectory(path)) {
      throw new DataException(file + ": this is a folder, a file is needed");
    }
    try (InputStream stored = Files.newInputStream(path)) {
      return read(stored, file);
    } catch (FormatException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + FailureReason.of(e), e);
    }
  }

  private static Table read(InputStream stored, String file) throws IOException {
    Sha256 hash = new Sha256();
    BufferedInputStream bytes =
        new BufferedInputStream(new DigestInputStream(stored, hash.digest()), 1 << 16);
    bytes.mark(4);
    byte[] start = bytes.readNBytes(4);
    bytes.reset();
    if (start.length == 0) {
      throw new DataException(file + ": the file is empty");
    }
    boolean gzip = start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
    @Nullable TableReader reader = null;
    try {
      InputStream text = gzip ? new GZIPInputStream(bytes, 1 << 16) : bytes;
      reader = new TableReader(file, withoutMark(text, file));
      reader.readRows();
    } catch (EOFException e) {
      throw new DataException(
          file + afterLine(reader) + ": the gzip data ends too early; the file is incomplete", e);
    } catch (ZipException e) {
      throw new DataException(file + afterLine(reader) + ": the gzip data is damaged", e);
    }
    // What follows the table, such as the rest of a gzip member, belongs to the file's hash.
    bytes.transferTo(OutputStream.nullOutputStream());
    return reader.table(hash.hex());
  }

  private static String afterLine(@Nullable TableReader reader) {
    return reader == null ? "" : ": after line " + reader.scanner.lineNumber();
  }

  /** Skips the byte order mark of UTF-8 and refuses that of UTF-16. */
  private static InputStream withoutMark(InputStream text, String file) throws IOException {
    BufferedInputStream marked = new BufferedInputStream(text, 1 << 16);
    marked.mark(4);
    byte[] start = marked.readNBytes(3);
    if (start.length == 3
        && start[0] == (byte) 0xef
        && start[1] == (byte) 0xbb
        && start[2] == (byte) 0xbf) {
      return marked;
    }
    if (start.length >= 2 && (start[0] & 0xff) + (start[1] & 0xff) == 0xff + 0xfe) {
      throw new DataException(file + ": line 1: this looks like UTF-16; save the text as UTF-8");
    }
    marked.reset();
    return marked;
  }

  private void readRows() throws IOException {
    char separator = 0;
    while (scanner.nextLine()) {
      if (scanner.blankLine()) {
        continue;
      }
      if (scanner.commentLine()) {
        if (separator == 0 && comments.size() < MOST_COMMENTS) {
          comments.add(scanner.lineText());
        }
        continue;
      }
      boolean first = separator == 0;
      if (first) {
        separator = scanner.suggestedSeparator();
      }
      scanner.split(separator);
      if (first && isHeader()) {
        header = cellTexts();
        headerLine = scanner.rowLine();
        continue;
      }
      if (rows == null) {
        rows = new TableBuilder(file, scanner.cellCount(), scanner.rowLine());
        if (headerLine == 0) {
          header = headerOf(comments, separator, scanner.cellCount());
        }
      }
      rows.add(scanner);
    }
  }

  private boolean isHeader() {
    boolean word = false;
    boolean number = false;
    boolean value = false;
    for (int c = 0; c < scanner.cellCount(); c++) {
      if (scanner.isNumber(c)) {
        number = true;
      } else if (scanner.isMissing(c)) {
        value |= !scanner.isEmpty(c);
      } else {
        word = true;
      }
    }
    if (word && (number || value)) {
      notes.add(
          file
              + ": line "
              + scanner.rowLine()
              + " is taken as the header though some of its cells are numbers");
    }
    return word;
  }

  private List<String> cellTexts() {
    List<String> texts = new ArrayList<>();
    for (int c = 0; c < scanner.cellCount(); c++) {
      texts.add(scanner.cellText(c));
    }
    return texts;
  }

  /** The last comment that names every column; else the first one, whatever it holds. */
  private static List<String> headerOf(List<String> comments, char separator, int columns) {
    String ofData = separator == ' ' ? "\\s+" : "\\s*" + separator + "\\s*";
    for (String comment : comments.reversed()) {
      for (String way : List.of(ofData, "\\s+", "\\s*[,;]\\s*")) {
        List<String> names = names(comment, way);
        if (names.size() == columns) {
          return names;
        }
      }
    }
    return comments.isEmpty() ? List.of() : names(comments.getFirst(), ofData);
  }

  private static List<String> names(String comment, String separator) {
    String text = comment.strip().replaceFirst("^[%#]+\\s*", "");
    List<String> names = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String name : text.split(separator, -1)) {
        names.add(name.replaceAll("^\"|\"$", ""));
      }
    }
    return names;
  }

  private Table table(String sha256) {
    if (rows == null) {
      throw new DataException(
          file
              + (headerLine > 0
                  ? ": line " + headerLine + " is a header, but no row of numbers follows"
                  : ": there is no row of numbers"));
    }
    return rows.build(header, notes, sha256);
  }
}

package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Test matrices that lie beside the project rather than in it. */
final class SharedMatrices {
  private SharedMatrices() {}

  /**
   * A matrix of LAPACK's nonsymmetric eigenvalue tests.
   *
   * @param expected rows of real part, imaginary part and reciprocal condition numbers of
   *     eigenvalue and eigenvector
   */
  record Eigenproblem(int n, double[] a, double[][] expected) {}

  /** The matrices that follow the line "DVX 21". */
  static List<Eigenproblem> eigenproblems() {
    String text = read("lapack/ded.in.gz");
    int start = text.indexOf('\n', text.indexOf("DVX 21"));
    String[] words = text.substring(start).strip().split("\\s+", -1);
    List<Eigenproblem> problems = new ArrayList<>();
    int at = 0;
    int n = Integer.parseInt(words[at++]);
    while (n > 0) {
      double[] a = new double[n * n];
      for (int i = 0; i < a.length; i++) {
        a[i] = number(words[at++]);
      }
      double[][] expected = new double[n][4];
      for (double[] row : expected) {
        for (int i = 0; i < 4; i++) {
          row[i] = number(words[at++]);
        }
      }
      problems.add(new Eigenproblem(n, a, expected));
      n = Integer.parseInt(words[at++]);
    }
    return problems;
  }

  private static double number(String fortran) {
    return Double.parseDouble(fortran.replace('D', 'E'));
  }

  /** A matrix in rows. */
  record Matrix(int rows, int columns, double[] elements) {}

  /** A Matrix Market file in coordinate format, of which a triangle may be given. */
  static Matrix market(String name) {
    List<String> lines = read(name).lines().filter(line -> !line.isBlank()).toList();
    String kind = lines.getFirst().strip();
    List<String[]> entries =
        lines.stream()
            .filter(line -> !line.startsWith("%"))
            .map(line -> line.strip().split("\\s+", -1))
            .toList();
    int m = Integer.parseInt(entries.getFirst()[0]);
    int n = Integer.parseInt(entries.getFirst()[1]);
    double[] a = new double[m * n];
    double mirrored = kind.endsWith("skew-symmetric") ? -1 : kind.endsWith(" symmetric") ? 1 : 0;
    for (String[] entry : entries.subList(1, entries.size())) {
      int i = Integer.parseInt(entry[0]) - 1;
      int j = Integer.parseInt(entry[1]) - 1;
      double value = Double.parseDouble(entry[2]);
      if (mirrored != 0) {
        a[j * n + i] = mirrored * value;
      }
      a[i * n + j] = value;
    }
    return new Matrix(m, n, a);
  }

  private static String read(String name) {
    Path file = find(name);
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path find(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path file = folder.resolve("shared/data").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
      folder = folder.getParent();
    }
    return abort("shared/data/" + name + " lies in no folder above this one");
  }
}

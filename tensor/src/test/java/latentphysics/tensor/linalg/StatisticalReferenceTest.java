package latentphysics.tensor.linalg;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BinaryOperator;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Protects the digits of least squares on NIST's reference data, which are made to lose them: their
 * condition is up to 5·10⁹ (Longley) and 10⁷ (Wampler). The certified coefficients were computed in
 * exact arithmetic.
 */
class StatisticalReferenceTest {
  private static final Path DATA = data();

  /** The folder beside the project, wherever in it the tests run; it may be missing. */
  private static Path data() {
    Path folder = Path.of("").toAbsolutePath();
    Path found = folder.resolve("shared/data/nist-strd");
    while (!Files.isDirectory(found) && folder.getParent() != null) {
      folder = folder.getParent();
      found = folder.resolve("shared/data/nist-strd");
    }
    return found;
  }

  /** Columns are the variables, powers of one of them, and ones if there is a constant. */
  private static double[][] design(String name, List<double[]> rows, int coefficients) {
    double[][] design = new double[rows.size()][coefficients];
    for (int i = 0; i < design.length; i++) {
      double[] row = rows.get(i);
      boolean polynomial = row.length == 2;
      for (int j = 0; j < coefficients; j++) {
        design[i][j] =
            name.equals("noint1") ? row[1] : polynomial ? Math.pow(row[1], j) : j == 0 ? 1 : row[j];
      }
    }
    return design;
  }

  private static List<double[]> numbers(String name) throws IOException {
    return Files.readAllLines(DATA.resolve(name + ".csv")).stream()
        .skip(1)
        .map(line -> List.of(line.split(",", -1)))
        .map(words -> words.stream().mapToDouble(Double::parseDouble).toArray())
        .toList();
  }

  private static double[] certified(String name) throws IOException {
    return Files.readAllLines(DATA.resolve("certified_coefficients.csv")).stream()
        .map(line -> List.of(line.split(",", -1)))
        .filter(words -> words.getFirst().equals(name))
        .mapToDouble(words -> Double.parseDouble(words.get(2)))
        .toArray();
  }

  /** Least digits of three solvers: by reflections, by the factors Q and R, by singular values. */
  @ParameterizedTest
  @CsvSource({
    "norris, 12, 12, 12",
    "pontius, 12, 12, 12",
    "noint1, 15, 15, 15",
    "longley, 11, 11, 10",
    "wampler1, 9, 9, 9",
    "wampler3, 9, 9, 9"
  })
  void digitsAreThoseOfTheCondition(String name, double lstsq, double qr, double svd)
      throws IOException {
    assumeTrue(Files.isDirectory(DATA), "shared data is not there: " + DATA);
    double[] certified = certified(name);
    List<double[]> rows = numbers(name);
    double[] target = rows.stream().mapToDouble(row -> row[0]).toArray();
    double[][] design = design(name, rows, certified.length);
    int m = design.length;
    int n = certified.length;
    double[] flat = new double[m * n];
    for (int i = 0; i < m; i++) {
      System.arraycopy(design[i], 0, flat, i * n, n);
    }
    Tensor a = Tensor.of(flat, m, n);
    Tensor b = Tensor.of(target, m, 1);
    check(name + " by reflections", lstsq, certified, Tensor::lstsq, a, b);
    BinaryOperator<Tensor> byFactors =
        (x, y) -> {
          Factorizations.Qr f = Factorizations.qr(x);
          return Systems.triangularSolve(f.r(), f.q().transpose().matmul(y), MatrixKind.UPPER);
        };
    check(name + " by Q and R", qr, certified, byFactors, a, b);
    check(
        name + " by singular values",
        svd,
        certified,
        (x, y) -> Nearest.lstsq(x, y, 1e-18).solution(),
        a,
        b);
  }

  private static void check(
      String where,
      double least,
      double[] certified,
      BinaryOperator<Tensor> solver,
      Tensor a,
      Tensor b) {
    double[] found = solver.apply(a, b).toDoubles();
    double digits = 16;
    for (int i = 0; i < found.length; i++) {
      double error = Math.abs(found[i] - certified[i]) / Math.abs(certified[i]);
      digits = Math.min(digits, -Math.log10(Math.max(error, 1e-16)));
    }
    assertTrue(digits >= least, where + ": " + digits + " digits, expected " + least);
  }
}

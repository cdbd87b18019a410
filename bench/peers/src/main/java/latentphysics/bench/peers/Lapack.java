package latentphysics.bench.peers;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * LAPACK's drivers for square float64 matrices through the foreign-function interface: the
 * reference with whatever BLAS it is linked with, or OpenBLAS's own. Workspaces are made
 * beforehand. A routine overwrites its matrix, so each call begins with a copy.
 */
final class Lapack {
  static final String NAME = "LAPACK";

  private static final String INSTALL =
      "LAPACK is missing: install liblapack3, or name the library with"
          + " LATENT_LAPACK=/path/liblapack.so.3";

  /** The reference; what the system's alternatives choose may be OpenBLAS's. */
  private static final List<String> PLACES =
      List.of(
          "/usr/lib/x86_64-linux-gnu/lapack/liblapack.so.3",
          "/usr/lib/aarch64-linux-gnu/lapack/liblapack.so.3",
          "/usr/lib64/liblapack.so.3");

  /** The library, loaded once. */
  private static final class Loaded {
    static final Optional<NativeLibrary> LIBRARY =
        NativeLibrary.load(NAME, "LATENT_LAPACK", PLACES);
  }

  private Lapack() {}

  static NativeLibrary library() {
    return Loaded.LIBRARY.orElseThrow(() -> new MissingPeerException(INSTALL, null));
  }

  /** Version and BLAS, such as "3.11.0 on OpenBLAS 0.3.21 Cooperlake". */
  static String version() {
    FortranRoutine ilaver = new FortranRoutine(library(), "ilaver_");
    MemorySegment major = ilaver.integers(1);
    MemorySegment minor = ilaver.integers(1);
    MemorySegment patch = ilaver.integers(1);
    ilaver.pass(major, minor, patch).ready().run();
    return "%d.%d.%d on %s"
        .formatted(
            major.get(JAVA_INT, 0),
            minor.get(JAVA_INT, 0),
            patch.get(JAVA_INT, 0),
            OpenBlas.version(library()).map(v -> OpenBlas.NAME + " " + v).orElse("another BLAS"));
  }

  /** U, s and Vᵀ by dgesdd. */
  static Opponent.Maker svd(Supplier<NativeLibrary> library) {
    return (operands, threads) -> {
      FortranRoutine gesdd = routine(library, "dgesdd_", threads);
      int n = operands.getFirst().dim(0);
      MemorySegment a = gesdd.doubles((long) n * n);
      // By columns our matrix is Aᵀ = V·diag(s)·Uᵀ: its left vectors by columns are Vᵀ by rows.
      MemorySegment vt = gesdd.doubles((long) n * n);
      MemorySegment s = gesdd.doubles(n);
      MemorySegment u = gesdd.doubles((long) n * n);
      MemorySegment info = gesdd.integers(1);
      gesdd.passText('S').pass(n, n).pass(a).pass(n).pass(s).pass(vt).pass(n).pass(u).pass(n);
      gesdd.passWorkspace().pass(gesdd.integers(8L * n), info);
      return contender(gesdd, operands.getFirst().doubles(), a, info, u, s, vt);
    };
  }

  /** Eigenvalues and vectors of a symmetric matrix by dsyevd. */
  static Opponent.Maker eigh(Supplier<NativeLibrary> library) {
    return (operands, threads) -> {
      FortranRoutine syevd = routine(library, "dsyevd_", threads);
      int n = operands.getFirst().dim(0);
      MemorySegment a = syevd.doubles((long) n * n);
      MemorySegment w = syevd.doubles(n);
      MemorySegment info = syevd.integers(1);
      syevd.passText('V').passText('L').pass(n).pass(a).pass(n).pass(w);
      syevd.passWorkspace().passIntegerWorkspace().pass(info);
      Contender contender = contender(syevd, operands.getFirst().doubles(), a, info, w, a);
      return new Repeated(
          () -> contender.run(1),
          () -> {
            List<double[]> found = contender.results();
            return List.of(found.get(0), transposed(n, found.get(1)));
          });
    };
  }

  /** X of A·X = B by dgels, for one column. */
  static Opponent.Maker leastSquares(Supplier<NativeLibrary> library) {
    return (operands, threads) -> {
      FortranRoutine gels = routine(library, "dgels_", threads);
      int n = operands.getFirst().dim(0);
      MemorySegment a = gels.doubles((long) n * n);
      MemorySegment b = gels.doubles(n);
      MemorySegment info = gels.integers(1);
      gels.passText('N').pass(n, n, 1).pass(a).pass(n).pass(b).pass(n).passWorkspace().pass(info);
      MemorySegment right = MemorySegment.ofArray(operands.get(1).doubles());
      Contender contender =
          contender(gels, transposed(n, operands.getFirst().doubles()), a, info, b);
      return new Repeated(
          () -> {
            b.copyFrom(right);
            contender.run(1);
          },
          contender::results);
    };
  }

  private static FortranRoutine routine(Supplier<NativeLibrary> library, String name, int threads) {
    OpenBlas.useThreads(library.get(), threads);
    return new FortranRoutine(library.get(), name);
  }

  /**
   * Calls of a routine whose arguments are passed.
   *
   * @param matrix by columns, copied to {@code a} before each call
   * @param info where the routine says whether it succeeded
   * @param results what it leaves
   */
  private static Contender contender(
      FortranRoutine routine,
      double[] matrix,
      MemorySegment a,
      MemorySegment info,
      MemorySegment... results) {
    MemorySegment original = routine.doubles(matrix.length).copyFrom(MemorySegment.ofArray(matrix));
    Runnable call = routine.ready();
    return new Repeated(
        () -> {
          a.copyFrom(original);
          call.run();
        },
        () -> {
          if (info.get(JAVA_INT, 0) != 0) {
            throw new ArithmeticException("LAPACK: info " + info.get(JAVA_INT, 0));
          }
          return List.of(results).stream().map(r -> r.toArray(JAVA_DOUBLE)).toList();
        });
  }

  private static double[] transposed(int n, double[] matrix) {
    double[] result = new double[n * n];
    for (int i = 0; i < n * n; i++) {
      result[i % n * n + i / n] = matrix[i];
    }
    return result;
  }
}

package latentphysics.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;

/** OpenBLAS through the foreign-function interface, on memory aligned to 64 bytes. */
@SuppressWarnings("restricted") // calling native code is what this class is for
final class OpenBlas {
  static final String NAME = "OpenBLAS";

  private static final String INSTALL =
      "OpenBLAS is missing: install libopenblas0-pthread, or name the library with"
          + " LATENT_OPENBLAS=/path/libopenblas.so.0";

  /** Where Debian, Fedora and others keep it; the last is left to the system's search. */
  private static final List<String> PLACES =
      List.of(
          "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0",
          "/usr/lib/aarch64-linux-gnu/openblas-pthread/libopenblas.so.0",
          "/usr/lib64/libopenblasp.so.0",
          "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
          "libopenblas.so.0");

  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final long ALIGNMENT = 64;
  private static final AddressLayout TEXT =
      ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(Long.MAX_VALUE, JAVA_BYTE));

  /** The library, loaded once. */
  private static final class Loaded {
    static final Optional<NativeLibrary> LIBRARY =
        NativeLibrary.load(NAME, "LATENT_OPENBLAS", PLACES);
  }

  private OpenBlas() {}

  static NativeLibrary library() {
    return Loaded.LIBRARY.orElseThrow(() -> new MissingPeerException(INSTALL, null));
  }

  /** Version, then the kernels that it chose for this processor, such as "0.3.21 Cooperlake". */
  static String version() {
    return version(library()).orElseThrow();
  }

  /** The same of the OpenBLAS that a library was linked with, if it was. */
  static Optional<String> version(NativeLibrary library) {
    return text(library, "openblas_get_config")
        .map(config -> config.split(" ", -1)[1])
        .flatMap(version -> text(library, "openblas_get_corename").map(c -> version + " " + c));
  }

  private static Optional<String> text(NativeLibrary library, String function) {
    return library
        .find(function, FunctionDescriptor.of(TEXT))
        .map(f -> NativeLibrary.call(() -> (MemorySegment) f.invokeExact()).getString(0));
  }

  /** Limits the OpenBLAS that a library is or was linked with, if it was. */
  static void useThreads(NativeLibrary library, int threads) {
    library
        .find("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT))
        .ifPresent(f ->
            NativeLibrary.call(() -> {
              f.invokeExact(threads);
              return f;
            }));
  }

  /** C = A·B of two matrices. */
  static Contender gemm(List<Operand> operands, int threads) {
    return new Gemm(operands.get(0), operands.get(1), threads);
  }

  private static final class Gemm implements Contender {
    private final Arena arena = Arena.ofShared();
    private final boolean single;
    private final int m;
    private final int n;
    private final int k;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;
    private final MethodHandle gemm;

    Gemm(Operand left, Operand right, int threads) {
      single = left.dtype() == DType.FLOAT32;
      MemoryLayout scalar = single ? JAVA_FLOAT : JAVA_DOUBLE;
      // order, transA, transB, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc
      gemm =
          library()
              .function(
                  single ? "cblas_sgemm" : "cblas_dgemm",
                  FunctionDescriptor.ofVoid(
                      JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, scalar, ADDRESS,
                      JAVA_INT, ADDRESS, JAVA_INT, scalar, ADDRESS, JAVA_INT));
      m = left.dim(0);
      n = right.dim(1);
      k = left.dim(1);
      a = copy(left);
      b = copy(right);
      c = arena.allocate(scalar.byteSize() * m * n, ALIGNMENT);
      useThreads(library(), threads);
    }

    private MemorySegment copy(Operand operand) {
      MemorySegment values =
          single
              ? MemorySegment.ofArray(operand.floats())
              : MemorySegment.ofArray(operand.doubles());
      return arena.allocate(values.byteSize(), ALIGNMENT).copyFrom(values);
    }

    @Override
    public void run(int calls) {
      try {
        for (int i = 0; i < calls; i++) {
          if (single) {
            gemm.invokeExact(
                ROW_MAJOR, NO_TRANSPOSE, NO_TRANSPOSE, m, n, k, 1f, a, k, b, n, 0f, c, n);
          } else {
            gemm.invokeExact(
                ROW_MAJOR, NO_TRANSPOSE, NO_TRANSPOSE, m, n, k, 1d, a, k, b, n, 0d, c, n);
          }
        }
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public double[] result() {
      return IntStream.range(0, m * n)
          .mapToDouble(i -> single ? c.getAtIndex(JAVA_FLOAT, i) : c.getAtIndex(JAVA_DOUBLE, i))
          .toArray();
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}

package latentphysics.bench.peers;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.Providers;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.fft.FloatFft;

/** Bytes that each kernel allocates in a call once it is compiled. */
final class KernelAllocations {
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long SHORTEST_NANOS = 300_000_000;
  private static final long LONGEST_NANOS = 20_000_000_000L;
  private static final int CALLS = 100;

  /** A kernel with its operands. */
  private record Call(String name, ElementType type, Runnable body) {}

  private KernelAllocations() {}

  /** Argument: the file that receives one line "name type bytes" for each kernel. */
  public static void main(String[] args) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Call call : calls()) {
      lines.add(
          call.name()
              + "\t"
              + call.type().name().toLowerCase(Locale.ROOT)
              + "\t"
              + bytesPerCall(call.body()));
    }
    Files.write(Path.of(args[0]), lines);
  }

  /** The least of many tries, because those before the last compilation run a cold form. */
  private static double bytesPerCall(Runnable body) {
    long least = Long.MAX_VALUE;
    long begin = System.nanoTime();
    for (long spent = 0; spent < LONGEST_NANOS && (least > 0 || spent < SHORTEST_NANOS); ) {
      long before = THREAD.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        body.run();
      }
      least = Math.min(least, THREAD.getCurrentThreadAllocatedBytes() - before);
      spent = System.nanoTime() - begin;
    }
    return (double) least / CALLS;
  }

  private static List<Call> calls() {
    Kernels kernels = Providers.best();
    List<Call> calls = new ArrayList<>();
    int[] sizes = {32, 100, 300};
    for (int n : sizes) {
      float[] a = new float[n * n];
      float[] c = new float[n * n];
      calls.add(
          new Call(
              "gemm " + n,
              ElementType.FLOAT32,
              () -> kernels.gemm(n, n, n, a, 0, n, 1, a, 0, n, 1, c, 0, n)));
      double[] d = new double[n * n];
      double[] e = new double[n * n];
      calls.add(
          new Call(
              "gemm " + n,
              ElementType.FLOAT64,
              () -> kernels.gemm(n, n, n, d, 0, n, 1, d, 0, n, 1, e, 0, n)));
    }
    calls.addAll(reductions(kernels));
    calls.addAll(convolutions(kernels));
    calls.addAll(transforms(kernels));
    for (ElementType type : List.of(ElementType.FLOAT32, ElementType.FLOAT64)) {
      calls.add(map(kernels, type));
    }
    return calls;
  }

  /** Of a matrix of 100×300 numbers. */
  private static List<Call> reductions(Kernels kernels) {
    int rows = 100;
    int columns = 300;
    float[] x = new float[rows * columns];
    float[] y = new float[rows * columns];
    double[] p = new double[rows * columns];
    double[] q = new double[rows * columns];
    ElementType f = ElementType.FLOAT32;
    ElementType d = ElementType.FLOAT64;
    return List.of(
        new Call("sum of rows", f, () -> kernels.sumRows(rows, columns, x, 0, columns, y, 0)),
        new Call("sum of rows", d, () -> kernels.sumRows(rows, columns, p, 0, columns, q, 0)),
        new Call("sum of columns", f, () -> kernels.addRows(rows, columns, x, 0, columns, y, 0)),
        new Call("sum of columns", d, () -> kernels.addRows(rows, columns, p, 0, columns, q, 0)),
        new Call(
            "max of rows",
            f,
            () -> kernels.extremeOfRows(true, rows, columns, x, 0, columns, y, 0)),
        new Call(
            "max of columns",
            f,
            () -> kernels.extremeWithRows(true, rows, columns, x, 0, columns, y, 0)),
        new Call("transpose", f, () -> kernels.transpose(rows, columns, x, 0, columns, y, 0, rows)),
        new Call(
            "transpose", d, () -> kernels.transpose(rows, columns, p, 0, columns, q, 0, rows)));
  }

  /** The three roles of a convolution of 4 images of 8×8 with 8 channels, 3×3 in steps of two. */
  private static List<Call> convolutions(Kernels kernels) {
    ConvolutionAxis axis = new ConvolutionAxis(8, 3, 4, 2, 1, 1);
    ConvolutionShape shape = new ConvolutionShape(4, 1, 8, 8, axis, axis);
    float[] x = new float[shape.inputSize()];
    float[] w = new float[shape.kernelsSize()];
    float[] y = new float[shape.outputSize()];
    List<Call> calls = new ArrayList<>();
    for (ConvolutionShape.Role role : ConvolutionShape.Role.values()) {
      int parts = shape.parts(role);
      calls.add(
          new Call(
              "convolution, " + role.name().toLowerCase(Locale.ROOT),
              ElementType.FLOAT32,
              () -> kernels.convolve(shape, role, x, 0, w, 0, y, 0, 0, parts)));
    }
    return calls;
  }

  /** Of a power of two, of mixed factors and of a prime. */
  private static List<Call> transforms(Kernels kernels) {
    List<Call> calls = new ArrayList<>();
    for (int n : new int[] {256, 360, 251}) {
      FloatFft fft = FloatFft.of(n);
      FloatFft.Work work = fft.work(1);
      float[] re = new float[n];
      float[] im = new float[n];
      calls.add(
          new Call(
              "Fourier transform " + n,
              ElementType.FLOAT32,
              () -> fft.transform(kernels, re, im, 1, work)));
    }
    return calls;
  }

  private static Call map(Kernels kernels, ElementType type) {
    MapKernel kernel =
        kernels.compile(
            Instructions.compile(List.of(Expr.input(0).call(Expr.Function.TANH)), 1, type));
    int length = 4096;
    Object[] arrays =
        type == ElementType.FLOAT32
            ? new Object[] {new float[length], new float[length]}
            : new Object[] {new double[length], new double[length]};
    int[] offsets = {0, 0};
    int[] strides = {1, 1};
    return new Call("tanh 4096", type, () -> kernel.run(arrays, offsets, strides, 0, length));
  }
}

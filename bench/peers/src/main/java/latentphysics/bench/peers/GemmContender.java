package latentphysics.bench.peers;

import java.util.List;
import java.util.stream.IntStream;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.Providers;
import latentphysics.tensor.DType;

/** Ours, the bare kernel: C = A·B from arrays into an array, as a BLAS does it. */
final class GemmContender {
  private GemmContender() {}

  static Contender make(List<Operand> operands, int threads) {
    Operand a = operands.get(0);
    Operand b = operands.get(1);
    if (threads != 1) {
      throw new IllegalArgumentException("gemm: " + threads + " threads, a kernel runs on one");
    }
    return a.dtype() == DType.FLOAT32 ? new OfFloats(a, b) : new OfDoubles(a, b);
  }

  private static final class OfFloats implements Contender {
    private final Kernels kernels = Providers.best();
    private final int m;
    private final int n;
    private final int k;
    private final float[] a;
    private final float[] b;
    private final float[] c;

    OfFloats(Operand left, Operand right) {
      m = left.dim(0);
      n = right.dim(1);
      k = left.dim(1);
      a = left.floats();
      b = right.floats();
      c = new float[m * n];
    }

    @Override
    public void run(int calls) {
      for (int i = 0; i < calls; i++) {
        kernels.gemm(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n);
      }
    }

    @Override
    public double[] result() {
      return IntStream.range(0, c.length).mapToDouble(i -> c[i]).toArray();
    }
  }

  private static final class OfDoubles implements Contender {
    private final Kernels kernels = Providers.best();
    private final int m;
    private final int n;
    private final int k;
    private final double[] a;
    private final double[] b;
    private final double[] c;

    OfDoubles(Operand left, Operand right) {
      m = left.dim(0);
      n = right.dim(1);
      k = left.dim(1);
      a = left.doubles();
      b = right.doubles();
      c = new double[m * n];
    }

    @Override
    public void run(int calls) {
      for (int i = 0; i < calls; i++) {
        kernels.gemm(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n);
      }
    }

    @Override
    public double[] result() {
      return c.clone();
    }
  }
}

package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import latentphysics.tensor.DType;

/** Matrix products. */
final class ProductWorks {
  private static final int[] SIZES = {32, 64, 128, 256, 512, 1024, 2048};

  /** Share of the peak that the product of 256×256 matrices is to reach. */
  private static final double PEAK_SHARE = 0.85;

  private static final int PEAK_SIZE = 256;

  /** How much faster two threads are to be, from this size on. */
  private static final double SPEED_UP = 1.8;

  private static final int SPEED_UP_SIZE = 256;

  /** Above this EJML and ojAlgo take seconds, and on one thread they are measured anyway. */
  private static final int LONGEST_ON_TWO = 1024;

  private ProductWorks() {}

  static List<Work> all() {
    List<Work> works = new ArrayList<>();
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (int n : SIZES) {
        works.add(kernel(dtype, n));
      }
    }
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (int n : SIZES) {
        works.add(onTensors(dtype, n, 1));
        works.add(onTensors(dtype, n, 2));
      }
      works.add(batched(dtype, 1));
      works.add(batched(dtype, 2));
    }
    return works;
  }

  private static List<Operand> squares(DType dtype, int n) {
    return List.of(Operand.of(dtype, 1, n, n), Operand.of(dtype, 2, n, n));
  }

  private static Opponent.Maker ejml(DType dtype) {
    return dtype == DType.FLOAT32 ? Ejml::multiplyFloats : Ejml::multiplyDoubles;
  }

  /** The bare kernel, arrays in and out, as a BLAS does it. */
  private static Work kernel(DType dtype, int n) {
    double target = n >= 64 && n <= 512 ? 1.0 : 1.1;
    String name = (dtype == DType.FLOAT32 ? "sgemm " : "dgemm ") + n;
    return new Work(name, 1, squares(dtype, n), GemmContender::make, List.of())
        .against(OpenBlas.NAME, target, OpenBlas::gemm)
        .against(FmaPeak.NAME, n == PEAK_SIZE ? 1 / PEAK_SHARE : Double.NaN, FmaPeak::ofProduct)
        .against(Ejml.NAME, ejml(dtype))
        .against(OjAlgo.NAME, OjAlgo::multiply);
  }

  private static Work onTensors(DType dtype, int n, int threads) {
    Work work =
        Work.of("matmul " + n, threads, squares(dtype, n), x -> x.get(0).matmul(x.get(1)))
            .against(OpenBlas.NAME, OpenBlas::gemm)
            .against(PyTorch.NAME, PyTorch.script("torch.mm(x0, x1)"));
    if (threads == 1) {
      return work;
    }
    Work both =
        work.against(
            Ledger.ONE_THREAD,
            n >= SPEED_UP_SIZE ? 1 / SPEED_UP : Double.NaN,
            (operands, t) -> new TensorContender(x -> x.get(0).matmul(x.get(1)), operands, 1));
    if (n > LONGEST_ON_TWO) {
      return both;
    }
    return both.against(Ejml.NAME, ejml(dtype)).against(OjAlgo.NAME, OjAlgo::multiply);
  }

  private static Work batched(DType dtype, int threads) {
    List<Operand> operands =
        List.of(Operand.of(dtype, 1, 64, 32, 32), Operand.of(dtype, 2, 64, 32, 32));
    return Work.of("matmul 64×(32×32)", threads, operands, x -> x.get(0).matmul(x.get(1)))
        .against(PyTorch.NAME, 1.0, PyTorch.script("torch.bmm(x0, x1)"));
  }
}

package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import latentphysics.tensor.DType;
import org.ejml.dense.row.CommonOps_FDRM;

/** Sums, maxima and what is made of them. */
final class ReductionWorks {
  private static final int SIDE = 1024;
  private static final double TARGET = 0.9;

  private ReductionWorks() {}

  static List<Work> all() {
    List<Work> works = new ArrayList<>();
    Operand x = Operand.of(DType.FLOAT32, 1, SIDE, SIDE);
    for (int threads = 1; threads <= 2; threads++) {
      works.add(
          Work.of("sum 1024×1024", threads, List.of(x), o -> o.getFirst().sum())
              .against(PyTorch.NAME, TARGET, PyTorch.script("torch.sum(x0)"))
              .against(
                  Ejml.NAME,
                  Ejml.of((o, y) -> y.set(0, 0, CommonOps_FDRM.elementSum(o.getFirst())))));
      for (int axis = 0; axis <= 1; axis++) {
        int chosen = axis;
        works.add(
            Work.of(
                    "sum 1024×1024 axis " + axis,
                    threads,
                    List.of(x),
                    o -> o.getFirst().sum(chosen))
                .against(PyTorch.NAME, TARGET, PyTorch.script("torch.sum(x0, [" + axis + "])"))
                .against(
                    Ejml.NAME,
                    Ejml.of(
                        chosen == 0
                            ? (o, y) -> CommonOps_FDRM.sumCols(o.getFirst(), y)
                            : (o, y) -> CommonOps_FDRM.sumRows(o.getFirst(), y))));
      }
    }
    return works;
  }
}

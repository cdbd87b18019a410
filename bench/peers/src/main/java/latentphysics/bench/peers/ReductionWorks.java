package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Normalization;
import org.ejml.dense.row.CommonOps_FDRM;

/** Sums, maxima and what is made of them. */
final class ReductionWorks {
  private static final int SIDE = 1024;
  private static final double TARGET = 0.9;
  private static final double EPSILON = 1e-5;

  private ReductionWorks() {}

  static List<Work> all() {
    List<Work> works = new ArrayList<>();
    Operand x = Operand.of(DType.FLOAT32, 1, SIDE, SIDE);
    for (int threads = 1; threads <= 2; threads++) {
      works.addAll(sums(x, threads));
      works.add(of("max", threads, x, Tensor::max, "torch.max(x0)"));
      works.add(of("max axis 0", threads, x, o -> o.max(0), "torch.amax(x0, [0])"));
      works.add(of("max axis 1", threads, x, o -> o.max(1), "torch.amax(x0, [1])"));
      works.add(of("softmax axis 0", threads, x, o -> o.softmax(0), "torch.softmax(x0, 0)"));
      works.add(of("softmax axis 1", threads, x, o -> o.softmax(1), "torch.softmax(x0, 1)"));
      works.addAll(normalizations(x, threads));
    }
    return works;
  }

  /** A function of a matrix, and the same in TorchScript. */
  private static Work of(
      String name, int threads, Operand x, UnaryOperator<Tensor> ours, String theirs) {
    return Work.of(title(name), threads, List.of(x), o -> ours.apply(o.getFirst()))
        .against(PyTorch.NAME, TARGET, PyTorch.script(theirs));
  }

  /** The size stands behind the first word. */
  private static String title(String name) {
    String size = " " + SIDE + "×" + SIDE;
    int axis = name.indexOf(" axis");
    return axis < 0 ? name + size : name.substring(0, axis) + size + name.substring(axis);
  }

  private static List<Work> sums(Operand x, int threads) {
    Work all = of("sum", threads, x, Tensor::sum, "torch.sum(x0)");
    Work columns = of("sum axis 0", threads, x, o -> o.sum(0), "torch.sum(x0, [0])");
    Work rows = of("sum axis 1", threads, x, o -> o.sum(1), "torch.sum(x0, [1])");
    if (threads > 1) {
      return List.of(all, columns, rows);
    }
    return List.of(
        all.against(
            Ejml.NAME, Ejml.of((o, y) -> y.set(0, 0, CommonOps_FDRM.elementSum(o.getFirst())))),
        columns.against(Ejml.NAME, Ejml.of((o, y) -> CommonOps_FDRM.sumCols(o.getFirst(), y))),
        rows.against(Ejml.NAME, Ejml.of((o, y) -> CommonOps_FDRM.sumRows(o.getFirst(), y))));
  }

  /** Over rows layer normalization; over columns what is called batch normalization. */
  private static List<Work> normalizations(Operand x, int threads) {
    List<Operand> operands =
        List.of(x, Operand.of(DType.FLOAT32, 2, SIDE), Operand.of(DType.FLOAT32, 3, SIDE));
    return List.of(
        Work.of(
                title("layer norm axis 0"),
                threads,
                operands,
                o -> Normalization.batchNorm(o.get(0), o.get(1), o.get(2), EPSILON).output())
            .against(
                PyTorch.NAME,
                TARGET,
                PyTorch.script(
                    "torch.batch_norm(x0, x1, x2, None, None, True, 0.1, 1e-05, False)")),
        Work.of(
                title("layer norm axis 1"),
                threads,
                operands,
                o -> Normalization.layerNorm(o.get(0), o.get(1), o.get(2), EPSILON))
            .against(
                PyTorch.NAME,
                TARGET,
                PyTorch.script("torch.layer_norm(x0, [" + SIDE + "], x1, x2, 1e-05)")));
  }
}

package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.ejml.dense.row.CommonOps_FDRM;

/** Elements brought into another order. */
final class MovementWorks {
  private static final int SIDE = 1024;
  private static final double TARGET = 1.0;

  private MovementWorks() {}

  static List<Work> all() {
    List<Work> works = new ArrayList<>();
    Operand matrix = Operand.of(DType.FLOAT32, 1, SIDE, SIDE);
    Operand images = Operand.of(DType.FLOAT32, 1, 64, 32, 32, 32);
    for (int threads = 1; threads <= 2; threads++) {
      works.add(
          Work.of(
                  "transpose 1024×1024",
                  threads,
                  List.of(matrix),
                  o -> copied(o.getFirst().transpose()))
              .against(
                  PyTorch.NAME,
                  TARGET,
                  PyTorch.script("torch.contiguous(torch.transpose(x0, 0, 1))"))
              .against(Ejml.NAME, Ejml.of((o, y) -> CommonOps_FDRM.transpose(o.getFirst(), y))));
      works.add(
          Work.of(
                  "NCHW→NHWC 64×32×32×32",
                  threads,
                  List.of(images),
                  o -> copied(o.getFirst().permute(0, 2, 3, 1)))
              .against(
                  PyTorch.NAME,
                  TARGET,
                  PyTorch.script("torch.contiguous(torch.permute(x0, [0, 2, 3, 1]))")));
    }
    return works;
  }

  /** In memory in the order of its axes: a view alone moves nothing. */
  private static Tensor copied(Tensor view) {
    return view.reshape(-1);
  }
}

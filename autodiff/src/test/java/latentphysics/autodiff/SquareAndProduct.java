package latentphysics.autodiff;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import latentphysics.tensor.CustomOperation;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** u = a², v = b·a for a vector a and a matrix b: an operation with rules of its own. */
final class SquareAndProduct implements CustomOperation {
  @Override
  public String name() {
    return "square and product";
  }

  @Override
  public List<Tensor> apply(List<Tensor> x) {
    return List.of(x.get(0).square(), x.get(1).mul(x.get(0)).sum(1));
  }

  @Override
  public List<@Nullable Tensor> vjp(
      List<Tensor> x, List<Tensor> results, List<Tensor> cotangents, BitSet wanted) {
    Tensor v = cotangents.get(1).expandDims(1);
    return Arrays.asList(
        x.get(0).mul(2).mul(cotangents.get(0)).add(x.get(1).mul(v).sum(0)),
        wanted.get(1) ? v.mul(x.get(0)) : null);
  }

  @Override
  public List<Tensor> jvp(List<Tensor> x, List<Tensor> results, List<Tensor> tangents) {
    return List.of(
        x.get(0).mul(2).mul(tangents.get(0)),
        tangents.get(1).mul(x.get(0)).add(x.get(1).mul(tangents.get(0))).sum(1));
  }
}

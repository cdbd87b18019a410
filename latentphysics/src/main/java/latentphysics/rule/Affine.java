package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Systems;

/**
 * One affine map for a nominal step, z′ = z·A + b with z a row; over a duration τ near it, z′ = z +
 * τ·(z·A + b − z).
 *
 * <p>Fitted by least squares. Constants: A {@code [width, width]}, b {@code [width]}.
 */
public record Affine() implements Form {
  @Override
  public String name() {
    return "affine map";
  }

  @Override
  public boolean accepts(int width) {
    return width >= 1;
  }

  @Override
  public int constants() {
    return 2;
  }

  @Override
  public int tokens(int width) {
    return width * (4 * width + 1); // for each coordinate width times + · a z, and b
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    int width = motion.width();
    Regression.require(motion.size(), width + 1);
    Motion m = motion.astype(DType.FLOAT64);
    Tensor from = m.before();
    Tensor velocity = m.perDuration(m.displacement());
    // About the mean, so that the ridge bears on spread and not on where the latents are.
    Tensor meanFrom = from.mean(0);
    Spread.of(name(), from.sub(meanFrom));
    Tensor meanVelocity = velocity.mean(0);
    Tensor change = Regression.solve(from.sub(meanFrom), velocity.sub(meanVelocity));
    Tensor offset = meanVelocity.sub(meanFrom.reshape(1, width).matmul(change).reshape(width));
    return List.of(change.add(Tensor.eye(DType.FLOAT64, width)), offset);
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    DType dtype = motion.before().dtype();
    Tensor to =
        motion.before().matmul(constants.get(0).astype(dtype)).add(constants.get(1).astype(dtype));
    return motion.durations().isPresent()
        ? motion.before().add(motion.timesDuration(to.sub(motion.before())))
        : to;
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    DType dtype = motion.before().dtype();
    Tensor matrix = constants.get(0).astype(dtype);
    Tensor offset = constants.get(1).astype(dtype);
    if (motion.durations().isEmpty()) {
      // z = z₋·A + b, so Aᵀ·z₋ᵀ = (z − b)ᵀ
      return Systems.solve(matrix.transpose(), motion.before().sub(offset).transpose()).transpose();
    }
    int width = motion.width();
    Tensor eye = Tensor.eye(dtype, width);
    Tensor step = motion.durations().get().previous();
    Tensor each = matrix.sub(eye).transpose().mul(step.reshape(motion.size(), 1, 1)).add(eye);
    Tensor right = motion.before().sub(offset.mul(step)).reshape(motion.size(), width, 1);
    return Systems.solve(each, right).reshape(motion.size(), width);
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    int width = names.size();
    double[] a = constants.get(0).toDoubles();
    double[] b = constants.get(1).toDoubles();
    List<String> sides = new ArrayList<>();
    for (int j = 0; j < width; j++) {
      FormulaText side = new FormulaText();
      for (int i = 0; i < width; i++) {
        side.add(a[i * width + j], names.get(i));
      }
      sides.add(side.add(b[j], "").toString());
    }
    return FormulaText.system(names, sides);
  }
}

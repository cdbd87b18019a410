package latentphysics.rule;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/** Constant velocity of one value everywhere: z′ = z + c·τ, c the mean displacement per step. */
public record Drift() implements Form {
  @Override
  public String name() {
    return "drift";
  }

  @Override
  public boolean accepts(int width) {
    return width >= 1;
  }

  @Override
  public int constants() {
    return 1;
  }

  @Override
  public int tokens(int width) {
    return 3; // + z c
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Tensor total = motion.displacement().astype(DType.FLOAT64).mean(0);
    return List.of(
        motion
            .durations()
            .map(d -> total.div(d.next().astype(DType.FLOAT64).mean()))
            .orElse(total));
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return motion.before().add(motion.timesDuration(velocity(constants, motion)));
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    Motion back = motion.reversed();
    return back.before().sub(back.timesDuration(velocity(constants, back)));
  }

  private static Tensor velocity(List<Tensor> constants, Motion motion) {
    return constants.getFirst().astype(motion.before().dtype());
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    String z = FormulaText.vector(names);
    return z + "′ = " + z + " + " + FormulaText.vector(constants.getFirst().toDoubles());
  }
}

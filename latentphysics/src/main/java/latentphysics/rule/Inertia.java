package latentphysics.rule;

import java.util.List;
import latentphysics.tensor.Tensor;

/** Motion goes on as it was: z′ = z + (z − z₋)·τ/τ₋ with the durations τ. */
public record Inertia() implements Form {
  @Override
  public String name() {
    return "inertia";
  }

  @Override
  public boolean accepts(int width) {
    return width >= 1;
  }

  @Override
  public int order() {
    return 2;
  }

  @Override
  public int constants() {
    return 0;
  }

  @Override
  public int tokens(int width) {
    return 5; // − · 2 z z₋
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    return List.of();
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return motion.before().add(motion.inertia());
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    return predict(constants, motion.reversed());
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    String z = FormulaText.vector(names);
    return z + "′ = 2·" + z + " − " + z + "₋";
  }
}

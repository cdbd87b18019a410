package latentphysics.rule;

import java.util.List;
import latentphysics.tensor.Tensor;

/** Nothing moves: z′ = z. */
public record Identity() implements Form {
  @Override
  public String name() {
    return "identity";
  }

  @Override
  public boolean accepts(int width) {
    return width >= 1;
  }

  @Override
  public int constants() {
    return 0;
  }

  @Override
  public int tokens(int width) {
    return 1; // z
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    return List.of();
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return motion.before();
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    return motion.before();
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    return FormulaText.vector(names) + "′ = " + FormulaText.vector(names);
  }
}

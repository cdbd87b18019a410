package latentphysics.rule;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/** Latents stand at one place: z′ = c, fitted as the mean of z′. */
public record Constant() implements Form {
  @Override
  public String name() {
    return "constant";
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
    return 1; // c
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    return List.of(motion.after().astype(DType.FLOAT64).mean(0));
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return place(constants, motion);
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    return place(constants, motion);
  }

  private static Tensor place(List<Tensor> constants, Motion motion) {
    return constants
        .getFirst()
        .astype(motion.before().dtype())
        .broadcastTo(motion.before().shape().dims());
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    return FormulaText.vector(names)
        + "′ = "
        + FormulaText.vector(constants.getFirst().toDoubles());
  }
}

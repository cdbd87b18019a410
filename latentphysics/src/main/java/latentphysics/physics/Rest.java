package latentphysics.physics;

/** Nothing moves: z′ = z. */
public record Rest(int first, int width) implements Rule {
  @Override
  public String name() {
    return "rest";
  }

  @Override
  public int constants() {
    return 0;
  }

  @Override
  public Fitted fit(Transitions transitions) {
    return (previous, before, previousSteps, steps) -> before;
  }
}

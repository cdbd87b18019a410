package latentphysics.physics;

/** Motion goes on as it was: z′ = z + (z − z₋)·τ/τ₋, with the durations τ. */
public record ConstantVelocity(int first, int width) implements Rule {
  @Override
  public String name() {
    return "constant velocity";
  }

  @Override
  public int constants() {
    return 0;
  }

  @Override
  public Fitted fit(Transitions transitions) {
    return (previous, before, previousSteps, steps) ->
        before.add(before.sub(previous).mul(steps.div(previousSteps)));
  }
}

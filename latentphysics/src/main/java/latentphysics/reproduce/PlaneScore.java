package latentphysics.reproduce;

import java.util.List;
import latentphysics.rule.Affine;
import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.world.TurningWorld;
import latentphysics.world.World;

/**
 * How a latent plane obeys its law, on states that were not trained on.
 *
 * @param reconstruction error over variance
 * @param affine mean r of the affine map
 * @param rotation mean r of the rotation with gain
 * @param errors share of sites where the affine map has r above 0.01
 * @param nearFault mean r of the affine map within two widths of the place of the fault
 * @param linear R² of a linear map from latents to states
 * @param rollout decoded error over variance of 50 steps of the affine map
 * @param spread least standard deviation of a latent
 */
record PlaneScore(
    double reconstruction,
    double affine,
    double rotation,
    double errors,
    double nearFault,
    double linear,
    double rollout,
    double spread) {
  /** r above which a site is an error: a tenth of the usual displacement. */
  static final double ERROR = 0.01;

  private static final int JUDGED = 4096;
  private static final int ROLLED = 256;
  private static final int AHEAD = 50;
  private static final double NEAR = 4; // squared widths
  private static final List<Integer> PLANE = List.of(0, 1);

  static PlaneScore of(TrainedWorld trained, long seed) {
    Key[] keys = Key.of(seed).split(3);
    World world = trained.world();
    Motion fitting = trained.motion(world.states(keys[0], JUDGED, 3));
    Tensor states = world.states(keys[1], JUDGED, 3);
    Motion judging = trained.motion(states);
    Equation affine = new Rule(new Affine(), PLANE).fit(fitting);
    Equation rotation = new Rule(new Rotation(true), PLANE).fit(fitting);
    Tensor r = affine.residuals(judging);
    Tensor now = states.slice(1, 1, 2).reshape(JUDGED, world.stateSize());
    Tensor near = TurningWorld.distanceFromFault(now).less(NEAR).astype(DType.FLOAT64);
    return new PlaneScore(
        trained.reconstruction(states),
        r.mean().item(),
        rotation.residuals(judging).mean().item(),
        share(r),
        r.astype(DType.FLOAT64).mul(near).sum().item() / near.sum().item(),
        trained.linear(now),
        trained.rollout(affine, world.states(keys[2], ROLLED, AHEAD + 2)),
        trained.spread(states));
  }

  /** Share of error sites. */
  static double share(Tensor residuals) {
    return residuals.greater(ERROR).astype(DType.FLOAT64).mean().item();
  }
}

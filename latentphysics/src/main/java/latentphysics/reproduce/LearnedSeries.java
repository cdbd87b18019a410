package latentphysics.reproduce;

import java.util.List;
import java.util.Optional;
import latentphysics.data.Trajectories;
import latentphysics.experiment.Physics;
import latentphysics.experiment.Settings;
import latentphysics.experiment.Settings.OperatorKind;
import latentphysics.experiment.Settings.Scaling;
import latentphysics.loss.BoundedMass;
import latentphysics.rule.Form;

/**
 * A series that is long enough for the main job to learn its latents and to judge on its last
 * fifth.
 *
 * @param series that is observed
 * @param latent number of latent dimensions
 * @param physics forms that pull on the encoder
 * @param scaling of the observed columns
 * @param steps of training
 */
record LearnedSeries(RealSeries series, int latent, List<Form> physics, Scaling scaling, int steps)
    implements RealTrial {

  /** What {@code train} is told: Lie action, F1, and the choices of this series. */
  @Override
  public LearnedRun judge(Trajectories data, int seed) {
    return LearnedRun.of(
        new Settings(
            latent,
            OperatorKind.LIE,
            Physics.fixed(physics),
            Optional.of(new BoundedMass()),
            steps,
            seed,
            scaling),
        data);
  }
}

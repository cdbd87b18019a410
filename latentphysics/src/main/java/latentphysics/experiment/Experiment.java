package latentphysics.experiment;

import java.util.ArrayList;
import java.util.List;
import latentphysics.data.Trajectories;
import latentphysics.experiment.Pairs.Site;
import latentphysics.linear.RealModes;
import latentphysics.operator.Flow;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.operator.LieAction;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/** The main job: learns a latent space that obeys a simple law, and says which. */
public final class Experiment {
  private Experiment() {}

  /**
   * Trains on the first four fifths of the time and judges on the last.
   *
   * <p>The result depends on data and settings alone, not on the number of threads.
   *
   * @param data at least a few rows in each part
   * @param monitor watches, and may ask to stop early
   * @throws IllegalArgumentException if the data cannot be used, in one sentence for the user
   * @throws ArithmeticException if a loss or a gradient stops being finite, in one sentence
   */
  public static Outcome run(Trajectories data, Settings settings, Monitor monitor) {
    Observations observations = new Observations(data, settings.scaling());
    if (settings.operator() == Settings.OperatorKind.LSTSQ) {
      checkSteps(observations);
    }
    Key[] keys = Key.of(settings.seed()).split(2);
    LinearStart start = new LinearStart(observations, settings, keys[0]);
    Training.Result trained =
        new Training(observations, start.model, settings, keys[1]).run(start.parameters, monitor);
    return outcome(observations, settings, start, trained);
  }

  /** One matrix for one step cannot be fitted to pairs that are mostly other times apart. */
  private static void checkSteps(Observations data) {
    List<Site> pairs = Pairs.sites(data.training, 0, 1);
    long usable =
        pairs.stream()
            .filter(s -> LeastSquaresOperator.counts(s.durationToNext() / data.nominalStep))
            .count();
    if (2 * usable < pairs.size()) {
      throw new IllegalArgumentException(
          "the times are too unequal for a matrix of one step: only "
              + usable
              + " of "
              + pairs.size()
              + " pairs of neighbouring rows are one usual step apart; take"
              + " --operator lie, which follows any time step");
    }
  }

  private static Outcome outcome(
      Observations data, Settings settings, LinearStart start, Training.Result trained) {
    LatentModel model = start.model;
    List<Tensor> parameters = trained.parameters();
    List<Outcome.Mode> spectrum = new ArrayList<>();
    Flow flow =
        switch (model.operator()) {
          case LieAction lie -> {
            List<Tensor> rates = model.split(parameters).operator();
            double[] growth = rates.get(0).toDoubles();
            double[] angle = rates.get(1).toDoubles();
            for (int j = 0; j < growth.length; j++) {
              spectrum.add(
                  new Outcome.Mode(
                      growth[j] / data.nominalStep,
                      j < angle.length ? Math.abs(angle[j]) / data.nominalStep : 0));
            }
            yield lie.flow(rates.get(0), rates.get(1));
          }
          case LeastSquaresOperator operator -> {
            Tensor matrix = matrix(data, model, operator, parameters);
            CanonicalBasis basis = CanonicalBasis.of(matrix);
            parameters = basis.apply(model, parameters);
            for (RealModes.Mode mode : basis.modes()) {
              double re = mode.eigenvalue().log().re();
              double im = mode.turns() ? mode.eigenvalue().log().im() : 0;
              spectrum.add(new Outcome.Mode(re / data.nominalStep, im / data.nominalStep));
            }
            yield operator.flow(basis.transformed(matrix));
          }
        };
    Evaluation evaluation = new Evaluation(data, model, parameters, flow, start.linear);
    Evaluation.Laws laws = evaluation.laws(settings.latent());
    return new Outcome(
        settings,
        trained.steps(),
        laws.laws(),
        evaluation.metrics(),
        trained.losses(),
        spectrum,
        evaluation.path(),
        laws.sites(),
        evaluation.forecastFromStart(),
        data.nominalStep,
        model.named(parameters));
  }

  /** The operator of all training pairs. */
  private static Tensor matrix(
      Observations data,
      LatentModel model,
      LeastSquaresOperator operator,
      List<Tensor> parameters) {
    List<Site> sites = Pairs.sites(data.training, 0, 1);
    int n = sites.size();
    int[] none = Pairs.constant(n, 0);
    int[] one = Pairs.constant(n, 1);
    return operator.matrix(
        model.encode(parameters, Pairs.features(DType.FLOAT32, sites, none)),
        model.encode(parameters, Pairs.features(DType.FLOAT32, sites, one)),
        Pairs.durations(DType.FLOAT32, sites, none, one, data.nominalStep));
  }
}

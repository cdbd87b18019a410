package latentphysics.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.autodiff.optim.Schedule;
import latentphysics.data.Trajectories;
import latentphysics.experiment.Pairs.Site;
import latentphysics.linear.Complex;
import latentphysics.linear.RealModes;
import latentphysics.loss.ConcentratedLoss;
import latentphysics.loss.Concentration;
import latentphysics.loss.Guard;
import latentphysics.operator.Flow;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.operator.LieAction;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Rule;
import latentphysics.search.RuleSearch;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import latentphysics.training.Plan;
import latentphysics.training.Trainer;

/** The main job: learns a latent space that obeys a simple law, and says which. */
public final class Experiment {
  private static final double RATE = 1e-3;
  private static final double LAST_RATE = 1e-5;
  private static final double GUARD_WEIGHT = 0.1;

  /** Rules pull at most so many times as hard on the latents as all the rest. */
  private static final double GRADIENT_BOUND = 10;

  /** The perceptron that is compared with trains for the steps over this number. */
  private static final int BASELINE_SHARE = 3;

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
    Key[] keys = Key.of(settings.seed()).split(4);
    LinearStart start = new LinearStart(observations, settings, keys[0]);
    Optional<ConcentratedLoss> rules = rules(settings);
    Course course =
        new Course(
            settings.steps(),
            monitor,
            rules.map(
                loss -> new Snapshots(observations, start.model, loss, keys[3], settings.steps())),
            weight(settings),
            rules.isPresent() && searched(settings));
    Autoencoder.Parameters trained =
        monitor.stopRequested()
            ? start.parameters
            : trainer(observations, start.model, settings, rules, keys)
                .run(start.parameters, course);
    int baseline = monitor.stopRequested() ? 1 : Math.max(1, settings.steps() / BASELINE_SHARE);
    StepNetwork perceptron = StepNetwork.train(observations, keys[2], baseline);
    return outcome(observations, data.names(), settings, start, trained, course, perceptron);
  }

  private static Trainer trainer(
      Observations data,
      Autoencoder model,
      Settings settings,
      Optional<ConcentratedLoss> rules,
      Key[] keys) {
    Trainer trainer =
        new Trainer(
            model,
            new SiteBatches(data, keys[1], settings.steps(), model.operator().isPresent()),
            rules,
            plan(settings));
    return searched(settings)
        ? trainer.proposing(RuleSearch.Settings.standard(settings.grammar(), keys[3].foldIn(1)))
        : trainer;
  }

  /** Whether the network that proposes rules has a part. */
  private static boolean searched(Settings settings) {
    return settings.physics().proposing() && settings.latent() <= Physics.MOST_LATENT;
  }

  private static Optional<ConcentratedLoss> rules(Settings settings) {
    List<Rule> rules = Lexicon.ofPlanes(settings.physics().forms(), settings.latent());
    return settings.loss().map(loss -> ConcentratedLoss.ofMeasured(rules, loss));
  }

  private static double weight(Settings settings) {
    return settings.loss().map(Concentration::weight).orElse(0.0);
  }

  /** From the linear start latents are near a law: rules may pull from the first step on. */
  private static Plan plan(Settings settings) {
    return new Plan(
        settings.steps(),
        Schedule.cosine(RATE, LAST_RATE, settings.steps()),
        new Plan.Hold(1, new Guard(settings.latent(), 0), GUARD_WEIGHT),
        new Plan.Pull(weight(settings), GRADIENT_BOUND, 0, 0, 0));
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
      Observations data,
      List<String> names,
      Settings settings,
      LinearStart start,
      Autoencoder.Parameters trained,
      Course course,
      StepNetwork perceptron) {
    Autoencoder model = start.model;
    Autoencoder.Parameters parameters = trained;
    List<Outcome.Mode> spectrum;
    List<Tensor> operator;
    if (model.operator().orElse(null) instanceof LieAction) {
      operator = parameters.operator();
      spectrum = spectrum(operator, data.nominalStep);
    } else {
      LeastSquaresOperator squares = new LeastSquaresOperator(settings.latent());
      Tensor matrix = matrix(data, model, squares, parameters);
      CanonicalBasis basis = CanonicalBasis.of(matrix);
      parameters = basis.apply(parameters);
      spectrum = spectrum(basis, data.nominalStep);
      operator = List.of(basis.transformed(matrix));
    }
    Flow flow = Model.flow(settings.latent(), operator);
    Evaluation evaluation = new Evaluation(data, model, parameters, flow, start.linear);
    Evaluation.Laws laws = evaluation.laws(settings.grammar(), course.discovery());
    Model whole =
        new Model(
            model,
            parameters,
            operator,
            data.map,
            laws.laws().stream().map(Law::equation).toList(),
            data.nominalStep,
            names);
    return new Outcome(
        settings,
        course.steps(),
        laws.laws(),
        evaluation.metrics(laws.laws(), perceptron),
        course.losses(),
        spectrum,
        evaluation.path(start.parameters),
        evaluation.path(parameters),
        course.explanation(),
        course.proposals(),
        laws.sites(),
        evaluation.forecastFromStart(),
        data.nominalStep,
        whole);
  }

  /** The modes of planes that turn and of lines, from growth rates and angles per nominal step. */
  private static List<Outcome.Mode> spectrum(List<Tensor> rates, double nominalStep) {
    double[] growth = rates.get(0).toDoubles();
    double[] angle = rates.get(1).toDoubles();
    List<Outcome.Mode> modes = new ArrayList<>();
    for (int j = 0; j < growth.length; j++) {
      double turn = j < angle.length ? Math.abs(angle[j]) : 0;
      modes.add(new Outcome.Mode(growth[j] / nominalStep, turn / nominalStep));
    }
    return modes;
  }

  private static List<Outcome.Mode> spectrum(CanonicalBasis basis, double nominalStep) {
    List<Outcome.Mode> modes = new ArrayList<>();
    for (RealModes.Mode mode : basis.modes()) {
      Complex rate = mode.eigenvalue().log();
      double turn = mode.turns() ? rate.im() : 0;
      modes.add(new Outcome.Mode(rate.re() / nominalStep, turn / nominalStep));
    }
    return modes;
  }

  /** The operator of all training pairs. */
  private static Tensor matrix(
      Observations data,
      Autoencoder model,
      LeastSquaresOperator operator,
      Autoencoder.Parameters parameters) {
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

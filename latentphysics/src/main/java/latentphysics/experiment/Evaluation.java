package latentphysics.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import latentphysics.experiment.Observations.Part;
import latentphysics.experiment.Pairs.Site;
import latentphysics.linear.LinearModel;
import latentphysics.operator.Flow;
import latentphysics.rule.Equation;
import latentphysics.search.Finding;
import latentphysics.search.Grammar;
import latentphysics.search.LatentPath;
import latentphysics.search.LawSearch;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.training.Autoencoder;

/** Judges a trained model on the held-out data. */
final class Evaluation {
  private static final DType DTYPE = DType.FLOAT32;
  private static final int[] HORIZONS = {1, 10, 50};

  private final Observations data;
  private final Autoencoder model;
  private final Autoencoder.Parameters parameters;
  private final LinearModel linear;
  private final Flow flow;
  private final Tensor featureRows;
  private final double variance;

  Evaluation(
      Observations data,
      Autoencoder model,
      Autoencoder.Parameters parameters,
      Flow flow,
      LinearModel linear) {
    this.data = data;
    this.model = model;
    this.parameters = parameters;
    this.flow = flow;
    this.linear = linear;
    featureRows = data.featureRows.astype(DTYPE);
    Tensor rows = rows(Pairs.sites(data.heldOut, 0, 0), 0).astype(DType.FLOAT64);
    variance = rows.sub(rows.mean(0)).square().mean().item();
  }

  /**
   * Errors beside those of the baselines.
   *
   * @param laws that were found; may be none
   */
  Metrics metrics(List<Law> laws, StepNetwork perceptron) {
    List<Site> all = Pairs.sites(data.heldOut, 0, 0);
    Tensor decoded = decode(encode(all));
    double reconstruction = decoded.sub(rows(all, 0)).square().mean().item() / variance;
    return new Metrics(
        errors(0, this::forecast),
        laws.isEmpty() ? Optional.empty() : Optional.of(errors(1, lawForecast(laws))),
        errors(0, (sites, k) -> rows(sites, 0)),
        errors(
            0,
            (sites, k) ->
                linear
                    .predict(features(sites, 0).astype(DType.FLOAT64), k)
                    .matmul(data.featureRows)),
        errors(0, (sites, k) -> perceptron.predict(features(sites, 0), k).matmul(featureRows)),
        1 - reconstruction);
  }

  /** Predicts the observations a number of rows after the sites. */
  private interface Predictor {
    Tensor predict(List<Site> sites, int ahead);
  }

  /** Errors at all sites that have so many rows before them. */
  private Metrics.Errors errors(int before, Predictor predictor) {
    List<Metrics.Rollout> rollouts = new ArrayList<>();
    for (int k : HORIZONS) {
      List<Site> sites = Pairs.sites(data.heldOut, before, k);
      if (!sites.isEmpty()) {
        Tensor predicted = predictor.predict(sites, k).astype(DType.FLOAT64);
        Tensor actual = rows(sites, k).astype(DType.FLOAT64);
        double error = predicted.sub(actual).square().mean().item() / variance;
        rollouts.add(new Metrics.Rollout(k, error));
      }
    }
    return new Metrics.Errors(
        rollouts.isEmpty() ? Double.NaN : rollouts.getFirst().error(), rollouts);
  }

  private Tensor forecast(List<Site> sites, int ahead) {
    int n = sites.size();
    Tensor z = encode(sites);
    Tensor durations =
        Pairs.durations(
            DTYPE, sites, Pairs.constant(n, 0), Pairs.constant(n, ahead), data.nominalStep);
    return decode(flow.advance(z, durations));
  }

  /** Roll-outs by the laws, from one observation to the next over its true duration. */
  private Predictor lawForecast(List<Law> laws) {
    List<Equation> equations = laws.stream().map(Law::equation).toList();
    LatentSystem system = new LatentSystem(equations, flow);
    return (sites, ahead) -> {
      List<Tensor> durations = new ArrayList<>();
      for (int k = -1; k < ahead; k++) {
        durations.add(
            Pairs.durations(
                DTYPE,
                sites,
                Pairs.constant(sites.size(), k),
                Pairs.constant(sites.size(), k + 1),
                data.nominalStep));
      }
      Tensor previous = model.encode(parameters, features(sites, -1));
      return decode(system.rollout(previous, encode(sites), durations).getLast());
    };
  }

  private Tensor encode(List<Site> sites) {
    return model.encode(parameters, features(sites, 0));
  }

  /** Latents as standardized observations. */
  private Tensor decode(Tensor z) {
    return model.decode(parameters, z).matmul(featureRows);
  }

  private static Tensor features(List<Site> sites, int shift) {
    return Pairs.features(DTYPE, sites, Pairs.constant(sites.size(), shift));
  }

  private static Tensor rows(List<Site> sites, int shift) {
    return Pairs.rows(DTYPE, sites, Pairs.constant(sites.size(), shift));
  }

  /** The latents that networks of such parameters give all observations. */
  List<Outcome.LatentPoint> path(Autoencoder.Parameters by) {
    List<Outcome.LatentPoint> points = new ArrayList<>();
    addPoints(by, data.training, false, points);
    addPoints(by, data.heldOut, true, points);
    return points;
  }

  private void addPoints(
      Autoencoder.Parameters by,
      List<Part> parts,
      boolean heldOut,
      List<Outcome.LatentPoint> points) {
    for (Part part : parts) {
      double[][] z = latents(by, part);
      for (int i = 0; i < z.length; i++) {
        points.add(new Outcome.LatentPoint(part.index(), part.times()[i], z[i], heldOut));
      }
    }
  }

  List<LatentPath> paths(List<Part> parts) {
    return parts.stream()
        .map(part ->
            new LatentPath(
                Arrays.stream(part.times()).map(t -> t / data.nominalStep).toArray(),
                latents(parameters, part)))
        .toList();
  }

  private double[][] latents(Autoencoder.Parameters by, Part part) {
    if (part.length() == 0) {
      return new double[0][];
    }
    List<Site> sites = Pairs.sites(List.of(part), 0, 0);
    Tensor z = model.encode(by, features(sites, 0));
    double[] values = z.toDoubles();
    int latent = z.dim(1);
    double[][] rows = new double[part.length()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * latent, (i + 1) * latent);
    }
    return rows;
  }

  /** A roll-out from the first held-out observation on. */
  Outcome.Forecast forecastFromStart() {
    Part part = data.heldOut.stream().filter(p -> p.length() > 1).findFirst().orElseThrow();
    int rows = Math.min(51, part.length());
    List<Site> first = new ArrayList<>();
    int[] ahead = new int[rows];
    for (int i = 0; i < rows; i++) {
      first.add(new Site(part, 0));
      ahead[i] = i;
    }
    Tensor z = encode(first);
    Tensor durations =
        Pairs.durations(DTYPE, first, Pairs.constant(rows, 0), ahead, data.nominalStep);
    double[] flat = decode(flow.advance(z, durations)).toDoubles();
    double[][] predicted = new double[rows][];
    double[][] observed = new double[rows][];
    for (int i = 0; i < rows; i++) {
      predicted[i] =
          data.unscaled(Arrays.copyOfRange(flat, i * data.columns, (i + 1) * data.columns));
      observed[i] = data.unscaled(part.rows()[i]);
    }
    return new Outcome.Forecast(Arrays.copyOf(part.times(), rows), observed, predicted);
  }

  /** Laws that hold, and the held-out errors of them or, without any, of the best rules tried. */
  record Laws(List<Law> laws, List<Outcome.SiteError> sites) {}

  /**
   * The best rule of each plane.
   *
   * @param grammar of the rules that are tried
   * @param discovery of the rules that pulled in training
   */
  Laws laws(Grammar grammar, Discovery discovery) {
    List<Finding> best = new LawSearch(grammar, paths(data.training), paths(data.heldOut)).best();
    List<Law> laws = new ArrayList<>();
    List<Outcome.SiteError> sites = new ArrayList<>();
    boolean none = best.stream().noneMatch(Finding::holds);
    for (Finding finding : best) {
      if (finding.holds() || none) {
        int index = finding.holds() ? laws.size() : -1;
        for (int i = 0; i < finding.sites(); i++) {
          double error = finding.siteErrors()[i];
          sites.add(
              new Outcome.SiteError(
                  index,
                  finding.siteTimes()[i] * data.nominalStep,
                  error,
                  !(error <= LawSearch.ERROR_THRESHOLD)));
        }
      }
      if (finding.holds()) {
        laws.add(LawText.law(finding, discovery.of(finding.equation().rule()), data.nominalStep));
      }
    }
    return new Laws(laws, sites);
  }
}

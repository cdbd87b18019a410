package latentphysics.experiment;

import java.util.ArrayList;
import java.util.List;
import latentphysics.operator.Flow;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.operator.LieAction;
import latentphysics.rule.Equation;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.training.Autoencoder;

/**
 * A trained model, whole enough to simulate with: networks, scaling, operator and laws.
 *
 * @param networks encoder and decoder, with the operator that was trained if one was
 * @param parameters of the networks
 * @param operator growth and angle of a Lie action, or one matrix for one nominal step
 * @param scale of the observations
 * @param laws equations in disjoint latent coordinates; may be none
 * @param nominalStep usual time between observations
 * @param names of the observed columns
 */
public record Model(
    Autoencoder networks,
    Autoencoder.Parameters parameters,
    List<Tensor> operator,
    Scale scale,
    List<Equation> laws,
    double nominalStep,
    List<String> names) {

  /** Keeps unmodifiable copies of the lists. */
  public Model {
    operator = List.copyOf(operator);
    laws = List.copyOf(laws);
    names = List.copyOf(names);
  }

  /** Number of latent coordinates. */
  public int latent() {
    return networks.encoder().outputs();
  }

  /** How latents move: by the laws, and where there are none by the operator. */
  LatentSystem system() {
    return new LatentSystem(laws, flow(latent(), operator));
  }

  /** The flow of growth and angle, or of one matrix. */
  static Flow flow(int latent, List<Tensor> operator) {
    return operator.size() == 2
        ? new LieAction(latent).flow(operator.get(0), operator.get(1))
        : new LeastSquaresOperator(latent).flow(operator.getFirst());
  }

  /**
   * Runs the laws in latent space, one nominal step after the other, and decodes.
   *
   * @param start observations one nominal step apart in their own units, {@code [rows][columns]};
   *     the last is where the simulation starts, and the one before tells laws of second order how
   *     fast it moves, which without it stands still
   * @param steps at least 1
   * @return {@code [steps][columns]}
   * @throws IllegalArgumentException if there is no row, or one of another length
   */
  public double[][] simulate(double[][] start, int steps) {
    if (start.length == 0 || steps < 1) {
      throw new IllegalArgumentException(
          "simulate: %d rows and %d steps, expected at least one of both"
              .formatted(start.length, steps));
    }
    Tensor now = encode(start[start.length - 1]);
    Tensor previous = start.length > 1 ? encode(start[start.length - 2]) : now;
    List<Tensor> durations = new ArrayList<>();
    for (int k = 0; k <= steps; k++) {
      durations.add(Tensor.ones(now.dtype(), 1, 1));
    }
    List<Tensor> path = system().rollout(previous, now, durations);
    Tensor z = Tensor.concatenate(0, path.toArray(Tensor[]::new));
    return rows(scale.observations(networks.decode(parameters, z)));
  }

  private Tensor encode(double[] row) {
    if (row.length != scale.columns()) {
      throw new IllegalArgumentException(
          "simulate: a row of %d columns, expected %d".formatted(row.length, scale.columns()));
    }
    Tensor x = Tensor.of(DType.FLOAT64, row, 1, row.length);
    return networks.encode(parameters, scale.features(x));
  }

  private static double[][] rows(Tensor observations) {
    int columns = observations.dim(1);
    double[] flat = observations.toDoubles();
    double[][] rows = new double[observations.dim(0)][columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(flat, i * columns, rows[i], 0, columns);
    }
    return rows;
  }
}

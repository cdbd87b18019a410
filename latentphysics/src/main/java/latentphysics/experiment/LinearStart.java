package latentphysics.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.linear.Complex;
import latentphysics.linear.LinearModel;
import latentphysics.linear.RealModes;
import latentphysics.network.ResidualMlp;
import latentphysics.operator.LatentOperator;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.operator.LieAction;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;

/**
 * Where training starts: latents that are the strongest modes of a linear law of the observations,
 * each plane of unit size. From there the networks bend what is not linear.
 */
final class LinearStart {
  private static final DType DTYPE = DType.FLOAT32;
  private static final List<Integer> HIDDEN = List.of(128, 64);
  private static final int COMPONENTS = 32;

  /** A quarter turn in eight steps: where a plane starts that no mode was found for. */
  private static final double SPARE_ANGLE = Math.PI / 16;

  final LinearModel linear;
  final Autoencoder model;
  final Autoencoder.Parameters parameters;

  LinearStart(Observations data, Settings settings, Key key) {
    List<Pairs.Site> all = Pairs.sites(data.training, 0, 0);
    Tensor rows = Pairs.features(DType.FLOAT64, all, Pairs.constant(all.size(), 0));
    Tensor centred = rows.sub(rows.mean(0));
    linear = linearModel(data, rows);

    int latent = settings.latent();
    LieAction lie = new LieAction(latent);
    Optional<LatentOperator> operator =
        switch (settings.operator()) {
          case NONE -> Optional.empty();
          case LIE -> Optional.of(lie);
          case LSTSQ -> Optional.of(new LeastSquaresOperator(latent));
        };
    ResidualMlp encoder = new ResidualMlp(data.features, HIDDEN, latent);
    ResidualMlp decoder = new ResidualMlp(latent, HIDDEN.reversed(), data.features);
    model = new Autoencoder(encoder, decoder, operator);

    double[] growth = new double[(latent + 1) / 2];
    double[] angle = new double[latent / 2];
    Tensor encode = weights(centred, latent, growth, angle, key);
    Tensor z = centred.matmul(encode);
    Tensor ridge = Tensor.eye(DType.FLOAT64, latent).mul(1e-2 * Math.sqrt(rows.dim(0)));
    Tensor decode =
        Tensor.concatenate(0, z, ridge)
            .lstsq(
                Tensor.concatenate(0, centred, Tensor.zeros(DType.FLOAT64, latent, data.features)));

    Key[] keys = key.split(3);
    parameters =
        new Autoencoder.Parameters(
            encoder.initialize(keys[0], encode.astype(DTYPE)),
            decoder.initialize(keys[1], decode.astype(DTYPE)),
            settings.operator() == Settings.OperatorKind.LIE
                ? lie.parameters(DTYPE, growth, angle)
                : List.of());
  }

  private static LinearModel linearModel(Observations data, Tensor rows) {
    List<Pairs.Site> pairs =
        Pairs.sites(data.training, 0, 1).stream()
            .filter(s -> LeastSquaresOperator.counts(s.durationToNext() / data.nominalStep))
            .toList();
    int n = pairs.size();
    Tensor before = Pairs.features(DType.FLOAT64, pairs, Pairs.constant(n, 0));
    Tensor after = Pairs.features(DType.FLOAT64, pairs, Pairs.constant(n, 1));
    int components = Math.clamp(n / 3, 1, Math.min(COMPONENTS, data.features));
    while (true) {
      try {
        return LinearModel.fit(rows, before, after, components);
      } catch (ArithmeticException dependent) {
        // Columns that depend on each other have fewer directions than columns.
        if (components == 1) {
          throw dependent;
        }
        components--;
      }
    }
  }

  /** Weights of the latents on the observations, {@code [columns, latent]}; fills in the rates. */
  private Tensor weights(Tensor centred, int latent, double[] growth, double[] angle, Key key) {
    List<RealModes.Mode> modes = linear.strongest(centred, (latent + 1) / 2);
    List<Tensor> blocks = new ArrayList<>();
    for (int j = 0; j < growth.length; j++) {
      int width = Math.min(2, latent - 2 * j);
      if (j < modes.size()) {
        RealModes.Mode mode = modes.get(j);
        Tensor weights = linear.observationWeights(mode).slice(1, 0, width);
        double size = Math.sqrt(centred.matmul(weights).square().mean().item());
        // A line in a plane: its second coordinate starts empty.
        blocks.add(weights.mul(1 / size));
        Complex rate = mode.eigenvalue().log();
        growth[j] = Math.max(rate.re(), -1);
        if (width == 2) {
          angle[j] = mode.turns() ? rate.im() : 0;
        }
      } else {
        Tensor random =
            key.split(4)[3].split(j + 1)[j].normal(DType.FLOAT64, centred.dim(1), width);
        double size = Math.sqrt(centred.matmul(random).square().mean().item());
        blocks.add(random.mul(0.1 / size));
        if (width == 2) {
          angle[j] = SPARE_ANGLE * (j + 1);
        }
      }
    }
    return Tensor.concatenate(1, blocks.toArray(Tensor[]::new));
  }
}

package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.linear.RealModes;
import latentphysics.network.ResidualMlp;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import org.junit.jupiter.api.Test;

/** Protects that a change of latent coordinates changes what is seen, not what is predicted. */
final class CanonicalBasisTest {

  @Test
  void leavesTheModelsFunctionAsItIs() {
    for (int latent = 1; latent <= 5; latent++) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
        LeastSquaresOperator operator = new LeastSquaresOperator(latent);
        Autoencoder model =
            new Autoencoder(
                new ResidualMlp(3, List.of(6, 5), latent),
                new ResidualMlp(latent, List.of(5, 6), 3),
                Optional.of(operator));
        Autoencoder.Parameters parameters = parameters(model, dtype, latent);
        Tensor matrix =
            Key.of(80 + latent).normal(DType.FLOAT64, latent, latent).mul(0.5).astype(dtype);
        CanonicalBasis basis = CanonicalBasis.of(matrix);
        Tensor x = Key.of(7).normal(dtype, 20, 3);
        Tensor steps = Tensor.full(dtype, 3, 20, 1);
        Tensor before =
            model.decode(
                parameters, operator.flow(matrix).advance(model.encode(parameters, x), steps));
        Autoencoder.Parameters turned = basis.apply(parameters);
        Tensor after =
            model.decode(
                turned,
                operator.flow(basis.transformed(matrix)).advance(model.encode(turned, x), steps));
        assertArrayEquals(
            before.toDoubles(),
            after.toDoubles(),
            dtype == DType.FLOAT64 ? 1e-11 : 1e-3,
            latent + " coordinates, " + dtype);
      }
    }
  }

  @Test
  void makesEveryPlaneAPairOfCoordinates() {
    for (int latent = 2; latent <= 7; latent++) {
      Tensor matrix = Key.of(latent).normal(DType.FLOAT64, latent, latent);
      CanonicalBasis basis = CanonicalBasis.of(matrix);
      double[] m = basis.transformed(matrix).toDoubles();
      double[] expected = new double[latent * latent];
      int i = 0;
      for (RealModes.Mode mode : basis.modes()) {
        double re = mode.eigenvalue().re();
        double im = mode.eigenvalue().im();
        expected[i * latent + i] = re;
        if (mode.turns()) {
          // Rows: (re, im) turns into (re·x − im·y, im·x + re·y).
          expected[i * latent + i + 1] = im;
          expected[(i + 1) * latent + i] = -im;
          expected[(i + 1) * latent + i + 1] = re;
        }
        i += mode.turns() ? 2 : 1;
      }
      assertEquals(latent, i);
      assertArrayEquals(expected, m, 1e-10, latent + " coordinates");
      // Planes stand first.
      boolean line = false;
      for (RealModes.Mode mode : basis.modes()) {
        assertTrue(!(line && mode.turns()), latent + " coordinates");
        line |= !mode.turns();
      }
    }
  }

  @Test
  void keepsTheCoordinatesOfAnOperatorWithoutEnoughModes() {
    Tensor jordan = Tensor.of(new double[] {0.9, 1, 0, 0.9}, 2, 2);
    for (Tensor matrix : List.of(jordan, Tensor.eye(DType.FLOAT64, 2))) {
      CanonicalBasis basis = CanonicalBasis.of(matrix);
      assertArrayEquals(new double[] {1, 0, 0, 1}, basis.basis().toDoubles());
      assertArrayEquals(matrix.toDoubles(), basis.transformed(matrix).toDoubles(), 1e-15);
    }
  }

  private static Autoencoder.Parameters parameters(Autoencoder model, DType dtype, int latent) {
    Key[] keys = Key.of(90 + latent).split(30);
    ResidualMlp encoder = (ResidualMlp) model.encoder();
    ResidualMlp decoder = (ResidualMlp) model.decoder();
    List<Tensor> parameters = new ArrayList<>();
    parameters.addAll(encoder.initialize(keys[20], keys[21].normal(dtype, 3, latent)));
    parameters.addAll(decoder.initialize(keys[22], keys[23].normal(dtype, latent, 3)));
    List<Tensor> moved = new ArrayList<>();
    for (Tensor p : parameters) {
      moved.add(p.add(keys[moved.size()].normal(dtype, p.shape().dims()).mul(0.3)));
    }
    return model.split(moved);
  }
}

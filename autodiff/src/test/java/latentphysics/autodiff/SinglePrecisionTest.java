package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.MatrixFunctions;
import latentphysics.tensor.linalg.Nearest;
import latentphysics.tensor.linalg.Spectra;
import latentphysics.tensor.linalg.Systems;
import org.junit.jupiter.api.Test;

/**
 * Protects gradients of linear algebra in float32, where tolerances and ranges are others: they are
 * those in float64, to the condition of what is computed. {@link GradCheck} is for float64 alone.
 */
final class SinglePrecisionTest {
  /** Of two real and two complex eigenvalues, well apart. */
  private static final Tensor MATRIX =
      Tensor.of(new double[] {1, 3, 0, 0, -2, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4}, 4, 4)
          .add(Points.normal(11, 4, 4).mul(0.2))
          .mul(0.5);

  @Test
  void gradientsAreThoseInDoublePrecision() {
    Tensor vector = Points.normal(12, 4, 1);
    Map<String, UnaryOperator<Tensor>> losses = new LinkedHashMap<>();
    losses.put(
        "eig",
        x -> {
          Spectra.Eig found = Spectra.eig(x);
          return found.values().im().square().sum().add(found.vectors().re().square().sum());
        });
    losses.put("eigh", x -> Spectra.eigh(x).vectors().slice(1, 0, 2).abs().sum());
    losses.put("eigh with a mass", x -> Spectra.eigh(x, x.matmul(x.transpose())).values().sum());
    losses.put("svd", x -> Spectra.svd(x).u().square().mul(x).sum());
    losses.put("det", x -> Systems.det(x).square());
    Tensor row = MATRIX.slice(0, 0, 1);
    losses.put("det of rank 3", x -> Systems.det(x.sub(row.astype(x.dtype()))));
    losses.put("expm", x -> MatrixFunctions.expm(x.slice(0, 0, 2).slice(1, 0, 2)).sum());
    losses.put("expmv", x -> MatrixFunctions.expmv(x, vector.astype(x.dtype())).sum());
    losses.put("polar", x -> Nearest.polar(x, Degeneracy.THROW).r().mul(x.square()).sum());
    losses.put("pinv", x -> Nearest.pinv(x.slice(0, 0, 3)).square().sum());
    losses.forEach((name, loss) -> {
      Tensor exact = Autodiff.grad(loss, MATRIX);
      Tensor found = Autodiff.grad(loss, MATRIX.astype(DType.FLOAT32));
      assertEquals(DType.FLOAT32, found.dtype(), name);
      double largest = exact.abs().max().item();
      assertArrayEquals(exact.toDoubles(), found.toDoubles(), 1e-4 * largest, name);
    });
  }
}

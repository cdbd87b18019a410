package latentphysics.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import latentphysics.autodiff.GradCheck;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the networks' function, where they start, and the order and names of parameters. */
final class ResidualMlpTest {
  private static final ResidualMlp MLP = new ResidualMlp(3, List.of(5, 4), 2);

  @Test
  void startsAtTheLinearMapThatItIsGiven() {
    Tensor linear = Key.of(1).normal(DType.FLOAT64, 3, 2);
    List<Tensor> parameters = MLP.initialize(Key.of(2), linear);
    Tensor x = Key.of(3).normal(DType.FLOAT64, 7, 3);
    assertArrayEquals(x.matmul(linear).toDoubles(), MLP.apply(parameters, x).toDoubles(), 1e-15);
    assertEquals(MLP.parameters(), parameters.size());
    assertEquals(
        DType.FLOAT32, MLP.initialize(Key.of(2), linear.astype(DType.FLOAT32)).get(2).dtype());
  }

  @Test
  void startsWithWeightsOfVarianceOneOverTheInputs() {
    ResidualMlp wide = new ResidualMlp(50, List.of(80), 1);
    List<Tensor> parameters = wide.initialize(Key.of(4), Tensor.zeros(DType.FLOAT64, 50, 1));
    assertEquals(1 / 50.0, parameters.get(2).square().mean().item(), 0.05 / 50);
    for (int zero : new int[] {1, 3, 4, 5}) {
      assertEquals(0, parameters.get(zero).abs().sum().item(), "parameter " + zero);
    }
  }

  @Test
  void addsAPerceptronToTheLinearMap() {
    ResidualMlp small = new ResidualMlp(1, List.of(1), 1);
    double[] p = {2, 0.5, 3, -0.25, 4, 0.125};
    List<Tensor> parameters = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      parameters.add(
          i % 2 == 0 ? Tensor.of(new double[] {p[i]}, 1, 1) : Tensor.of(new double[] {p[i]}, 1));
    }
    double x = 0.3;
    double expected = 2 * x + 0.5 + 4 * Math.tanh(3 * x - 0.25) + 0.125;
    double actual = small.apply(parameters, Tensor.of(new double[] {x}, 1, 1)).item();
    assertEquals(expected, actual, 1e-15);
  }

  @Test
  void namesEveryParameterInOrder() {
    List<Tensor> parameters = MLP.initialize(Key.of(2), Tensor.zeros(DType.FLOAT64, 3, 2));
    assertEquals(
        List.of(
            "e.linear.weight",
            "e.linear.bias",
            "e.layer0.weight",
            "e.layer0.bias",
            "e.layer1.weight",
            "e.layer1.bias",
            "e.layer2.weight",
            "e.layer2.bias"),
        List.copyOf(MLP.named("e", parameters).keySet()));
    assertEquals(parameters, List.copyOf(MLP.named("e", parameters).values()));
  }

  @Test
  void hasTheRightGradientsOfOrderOneAndTwo() {
    List<Tensor> point = new ArrayList<>();
    Key[] keys = Key.of(5).split(10);
    for (Tensor p : MLP.initialize(keys[8], keys[9].normal(DType.FLOAT64, 3, 2))) {
      point.add(p.add(keys[point.size()].normal(DType.FLOAT64, p.shape().dims()).mul(0.3)));
    }
    point.add(keys[8].normal(DType.FLOAT64, 6, 3));
    GradCheck.Errors errors =
        GradCheck.check(p -> MLP.apply(p.subList(0, 8), p.get(8)).square().sum(), point, Key.of(6));
    assertTrue(errors.first() <= 1e-6 && errors.second() <= 1e-6, errors.toString());
  }
}

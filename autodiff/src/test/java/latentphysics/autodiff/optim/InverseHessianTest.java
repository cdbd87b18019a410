package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Points;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the two-loop recursion against the explicit formula of BFGS. */
final class InverseHessianTest {
  private static final int N = 6;

  /** A step and the change of the gradient along it. */
  private record Pair(Tensor s, Tensor y) {}

  /** Pairs of a quadratic, whose curvature is positive. */
  private static List<Pair> pairs(int count) {
    Tensor root = Key.of(41).normal(DType.FLOAT64, N, N);
    Tensor hessian = root.matmul(root.permute(1, 0)).add(Tensor.eye(DType.FLOAT64, N));
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Tensor s = Key.of(42 + i).normal(DType.FLOAT64, N);
      pairs.add(new Pair(s, hessian.matmul(s.reshape(N, 1)).reshape(N)));
    }
    return pairs;
  }

  /** Nocedal and Wright, 6.17 and 7.20, as matrices: (I − ρsyᵀ)·H·(I − ρysᵀ) + ρssᵀ from γI. */
  private static Tensor explicit(List<Pair> pairs) {
    Pair newest = pairs.getLast();
    double gamma = InverseHessian.dot(newest.s, newest.y) / InverseHessian.dot(newest.y, newest.y);
    Tensor one = Tensor.eye(DType.FLOAT64, N);
    Tensor h = one.mul(gamma);
    for (Pair pair : pairs) {
      double rho = 1 / InverseHessian.dot(pair.s, pair.y);
      Tensor s = pair.s.reshape(N, 1);
      Tensor y = pair.y.reshape(1, N);
      Tensor left = one.sub(s.matmul(y).mul(rho));
      h = left.matmul(h).matmul(left.permute(1, 0)).add(s.matmul(s.permute(1, 0)).mul(rho));
    }
    return h;
  }

  @Test
  void twoLoopsGiveTheProductWithTheBfgsMatrix() {
    int memory = 4;
    InverseHessian inverse = new InverseHessian(memory);
    List<Pair> pairs = pairs(7);
    Tensor gradient = Key.of(40).normal(DType.FLOAT64, N);
    for (int k = 0; k < pairs.size(); k++) {
      inverse.add(pairs.get(k).s, pairs.get(k).y);
      List<Pair> remembered = pairs.subList(Math.max(0, k + 1 - memory), k + 1);
      Tensor expected = explicit(remembered).matmul(gradient.reshape(N, 1)).reshape(N);
      Close.close(expected, inverse.times(gradient), 1e-12, k + " pairs, seeds 40 to 48");
    }
    // The secant equation H·y = s of the newest pair (6.6).
    Close.close(pairs.getLast().s, inverse.times(pairs.getLast().y), 1e-12, "secant");
  }

  @Test
  void withoutPairsAFirstStepIsAtMostOneLong() {
    InverseHessian inverse = new InverseHessian(3);
    Close.close(new double[] {0.6, -0.8}, inverse.times(Points.vector(3, -4)), 1e-15, "long");
    Close.close(new double[] {0.3, 0}, inverse.times(Points.vector(0.3, 0)), 0, "short");
    Close.close(
        new double[] {0.6, -0.8}, inverse.times(Points.vector(3e200, -4e200)), 1e-15, "huge");
    Close.close(new double[] {3e-320}, inverse.times(Points.vector(3e-320)), 0, "tiny");
  }

  @Test
  void pairsWithoutCurvatureAreLeftOut() {
    InverseHessian inverse = new InverseHessian(3);
    inverse.add(Points.vector(1, 0), Points.vector(-1, 0));
    inverse.add(Points.vector(1, 0), Points.vector(0, 1));
    inverse.add(Points.vector(1, 0), Points.vector(1e-17, 1));
    inverse.add(Points.vector(0, 0), Points.vector(0, 0));
    inverse.add(Points.vector(1, 0), Points.vector(Double.NaN, 0));
    inverse.add(Points.vector(1e-200, 0), Points.vector(1e-200, 0));
    assertTrue(inverse.isEmpty());
    inverse.add(Points.vector(1, 0), Points.vector(2, 0));
    assertEquals(false, inverse.isEmpty());
    Close.close(new double[] {0.5, 0.5}, inverse.times(Points.vector(1, 1)), 1e-15, "H = ½I");
    inverse.clear();
    assertTrue(inverse.isEmpty());
  }
}

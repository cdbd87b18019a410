package latentphysics.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.LinearOperator;

/**
 * A plane between places: a·z + b above 0 on one side.
 *
 * @param normal a, of length 1
 * @param offset b
 * @param misses that are left with one form on either side
 */
record Cut(double[] normal, double offset, double misses) {
  private static final int NEWTON_STEPS = 20;
  private static final double RIDGE = 1e-4;

  /** Places with more than a share of the others below them in one coordinate are above. */
  static Cut at(Tensor z, int coordinate, double share) {
    double[] sorted = column(z, coordinate);
    Arrays.sort(sorted);
    int below = Math.clamp((int) (share * sorted.length), 1, sorted.length - 1);
    double[] normal = new double[z.dim(1)];
    normal[coordinate] = 1;
    return new Cut(normal, -0.5 * (sorted[below - 1] + sorted[below]), Double.POSITIVE_INFINITY);
  }

  /**
   * The plane that leaves the least misses among those across a coordinate, in either direction,
   * and those across the direction that logistic regression gives. For a direction the best offset
   * is found exactly, by a sweep.
   *
   * @param z places, {@code [n, width]}
   * @param above misses of the form that is used above, {@code [n]}
   * @param below misses of the other
   */
  static Cut best(Tensor z, Tensor above, Tensor below) {
    double[] gain = below.sub(above).toDoubles();
    double all = below.sum().item();
    List<double[]> directions = new ArrayList<>();
    for (int j = 0; j < z.dim(1); j++) {
      for (int sign : new int[] {1, -1}) {
        double[] axis = new double[z.dim(1)];
        axis[j] = sign;
        directions.add(axis);
      }
    }
    directions.add(logistic(z, gain));
    // Of equal planes the first: along a coordinate it is told in fewer numbers.
    return directions.stream()
        .map(direction -> swept(z, direction, gain, all))
        .min(Comparator.comparingDouble(Cut::misses))
        .orElseThrow();
  }

  /** The best offset: misses are those below everywhere, less what is gained above. */
  private static Cut swept(Tensor z, double[] direction, double[] gain, double all) {
    double[] height = z.matmul(Tensor.of(direction, direction.length, 1)).toDoubles();
    List<Integer> order = new ArrayList<>(IntStream.range(0, height.length).boxed().toList());
    order.sort(Comparator.comparingDouble((Integer i) -> height[i]).reversed());
    double gained = 0;
    double most = Double.NEGATIVE_INFINITY;
    double offset = 0;
    for (int k = 0; k + 1 < order.size(); k++) {
      gained += gain[order.get(k)];
      double here = height[order.get(k)];
      double next = height[order.get(k + 1)];
      if (gained > most && next < here) {
        most = gained;
        offset = -0.5 * (here + next);
      }
    }
    return new Cut(direction, offset, all - most);
  }

  /** The direction in which places go from losing to gaining, by ridged logistic regression. */
  private static double[] logistic(Tensor z, double[] gain) {
    int n = z.dim(0);
    int width = z.dim(1);
    double[] sizes = Arrays.stream(gain).map(Math::abs).sorted().toArray();
    double usual = Math.max(sizes[n / 2], Double.MIN_NORMAL);
    Tensor signed = Tensor.of(gain, n, 1);
    // Places where both forms do alike have no say, and none has more than the usual one.
    Tensor weight = signed.abs().div(usual).minimum(1);
    Tensor label = signed.greater(0).astype(DType.FLOAT64);
    Tensor deviation = z.std(0);
    Tensor size = Tensor.where(deviation.greater(0), deviation, Tensor.ones(DType.FLOAT64));
    Tensor x = Tensor.concatenate(1, z.sub(z.mean(0)).div(size), Tensor.ones(DType.FLOAT64, n, 1));
    Tensor ridge = Tensor.eye(DType.FLOAT64, width + 1).mul(RIDGE * n);
    Tensor w = Tensor.zeros(DType.FLOAT64, width + 1, 1);
    for (int i = 0; i < NEWTON_STEPS; i++) {
      Tensor p = x.matmul(w).sigmoid();
      Tensor slope = x.transpose().matmul(label.sub(p).mul(weight)).sub(ridge.matmul(w));
      Tensor curvature = x.transpose().matmul(x.mul(p.mul(p.neg().add(1)).mul(weight))).add(ridge);
      w = w.add(LinearOperator.of(curvature, MatrixKind.POSITIVE_DEFINITE).solve(slope));
    }
    Tensor direction = w.slice(0, 0, width).reshape(width).div(size);
    double length = direction.norm().item();
    return length > 0 ? direction.div(length).toDoubles() : column(Tensor.eye(z.dtype(), width), 0);
  }

  private static double[] column(Tensor z, int coordinate) {
    return z.slice(1, coordinate, coordinate + 1).toDoubles();
  }

  /** The same plane with other misses. */
  Cut withMisses(double other) {
    return new Cut(normal, offset, other);
  }

  /** Which places are above. */
  boolean[] sides(Tensor z) {
    double[] height = z.matmul(Tensor.of(normal, normal.length, 1)).toDoubles();
    boolean[] sides = new boolean[height.length];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = height[i] + offset > 0;
    }
    return sides;
  }

  /** The numbers of the places on one side, int32. */
  static Tensor places(boolean[] sides, boolean wanted) {
    int[] places = IntStream.range(0, sides.length).filter(i -> sides[i] == wanted).toArray();
    if (places.length == 0) {
      throw new ArithmeticException("event: no place on one side");
    }
    return Tensor.of(places);
  }
}

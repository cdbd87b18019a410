package latentphysics.rule;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import latentphysics.autodiff.Autodiff;
import latentphysics.tensor.DType;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Spectra;

/**
 * A quantity that stays: h(z′) = h(z), h a sum of products of at most so many coordinates.
 *
 * <p>h = Θ·c with c of least mean (h(z′) − h(z))² at a given variance of h: the smallest
 * generalized eigenvector of the displacements' Gram matrix of Θ against its covariance. Directions
 * in which the covariance vanishes to rounding say nothing and are left out; terms that contribute
 * little are dropped as by {@link SparseRegression}, and the problem is solved again with what is
 * left. The term that contributes most has the coefficient 1. Constants: c {@code [functions − 1]},
 * without that of 1.
 *
 * <p>Misses are (h(z′) − h(z))² against 2·Var h, which is what unrelated places would have. It
 * predicts by inertia, put back on the level set along the gradient of h.
 *
 * @param degree of the products, 1 to 4
 */
public record Conserved(int degree) implements Form {
  private static final double THRESHOLD = 0.02;
  private static final double SMALLEST_VARIANCE = 1e-10;
  private static final double AS_GOOD = 4;
  private static final double ROUNDING = 1e-10;
  private static final int MOST_FUNCTIONS = 64;
  private static final int PROJECTIONS = 6;

  /** Checks the range. */
  public Conserved {
    if (degree < 1 || degree > 4) {
      throw new IllegalArgumentException(
          "conserved quantity: degree " + degree + ", expected 1 to 4");
    }
  }

  @Override
  public String name() {
    return "conserved quantity of degree " + degree;
  }

  @Override
  public boolean accepts(int width) {
    return width >= 1 && Monomials.count(width, degree, false) <= MOST_FUNCTIONS;
  }

  /** By its steps of inertia. */
  @Override
  public int order() {
    return 2;
  }

  @Override
  public int constants() {
    return 1;
  }

  /** With all functions. */
  @Override
  public int tokens(int width) {
    return 2 + IntStream.of(library(width).tokens()).skip(1).sum(); // = h c
  }

  @Override
  public int tokens(List<Tensor> constants, int width) {
    int[] each = library(width).tokens();
    double[] c = constants.getFirst().toDoubles();
    return 2 + IntStream.range(0, c.length).map(j -> c[j] == 0 ? 0 : each[j + 1]).sum();
  }

  private Monomials library(int width) {
    return new Monomials(width, degree, false);
  }

  private Tensor functions(Tensor z) {
    Tensor all = library(z.dim(1)).values(z);
    return all.slice(1, 1, all.dim(1));
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Spread.of(name(), m.before().sub(m.before().mean(0)));
    Tensor before = functions(m.before());
    int p = before.dim(1);
    Regression.require(m.size(), p + 1);
    Tensor deviation = before.stopGradient().std(0);
    // What does not vary is left out below, whatever it is divided by.
    Tensor size = Tensor.where(deviation.greater(0), deviation, Tensor.ones(DType.FLOAT64));
    Tensor centred = before.sub(before.mean(0)).div(size);
    Tensor change = functions(m.after()).div(size).sub(before.div(size));
    int[] support = lowest(change, centred, m.width());
    while (true) {
      Tensor indices = Tensor.of(support);
      Tensor found = smallest(change.take(indices, 1), centred.take(indices, 1));
      double[] x = found.toDoubles();
      double most = IntStream.range(0, x.length).mapToDouble(j -> Math.abs(x[j])).max().orElse(0);
      int[] kept = support;
      int[] left =
          IntStream.range(0, x.length)
              .filter(j -> Math.abs(x[j]) >= THRESHOLD * most)
              .map(j -> kept[j])
              .toArray();
      if (left.length == support.length) {
        Tensor all = indices.oneHot(p, DType.FLOAT64).transpose().matmul(found).reshape(p);
        return List.of(all.div(size).div(pivot(all, size, most)));
      }
      support = left;
    }
  }

  /**
   * The functions up to the lowest degree that does about as well as the highest: with h its square
   * is conserved too, and any sum of both.
   */
  private int[] lowest(Tensor change, Tensor centred, int width) {
    Tensor changes = change.stopGradient();
    Tensor values = centred.stopGradient();
    double[] left = new double[degree];
    int[] counts = new int[degree];
    for (int d = 1; d <= degree; d++) {
      int count = new Monomials(width, d, false).count() - 1;
      Tensor a = changes.slice(1, 0, count);
      Tensor c = values.slice(1, 0, count);
      counts[d - 1] = count;
      // A lower degree of which nothing varies cannot be meant.
      if (c.square().sum().item() > 0) {
        Tensor found = smallest(a, c);
        left[d - 1] = a.matmul(found).square().sum().item() / c.matmul(found).square().sum().item();
      } else {
        left[d - 1] = Double.POSITIVE_INFINITY;
      }
    }
    int d = 1;
    while (left[d - 1] > AS_GOOD * left[degree - 1] + ROUNDING) {
      d++;
    }
    return IntStream.range(0, counts[d - 1]).toArray();
  }

  /** The coefficient of the term that contributes most. */
  private static Tensor pivot(Tensor scaled, Tensor size, double most) {
    double[] x = scaled.toDoubles();
    int at = IntStream.range(0, x.length).filter(j -> Math.abs(x[j]) == most).findFirst().orElse(0);
    return scaled.div(size).slice(0, at, at + 1);
  }

  /** c of least cᵀ·(ΔᵀΔ)·c/cᵀ·(CᵀC)·c, {@code [p, 1]}. */
  private Tensor smallest(Tensor change, Tensor centred) {
    Tensor a = change.transpose().matmul(change);
    Tensor mass = centred.transpose().matmul(centred);
    Spectra.Eigh spectrum = Spectra.eigh(mass.stopGradient());
    double[] variances = spectrum.values().toDoubles();
    double largest = variances[variances.length - 1];
    if (!(largest > 0)) {
      throw new ArithmeticException(name() + ": no function of the latents varies");
    }
    int first = 0;
    while (variances[first] < SMALLEST_VARIANCE * largest) {
      first++;
    }
    Tensor basis = spectrum.vectors().slice(1, first, variances.length);
    Tensor narrowA = basis.transpose().matmul(a).matmul(basis);
    Tensor narrowMass = basis.transpose().matmul(mass).matmul(basis);
    Tensor vectors = Spectra.eigh(narrowA, narrowMass, Degeneracy.PROJECT).vectors();
    return basis.matmul(vectors.slice(1, 0, 1));
  }

  /** h at each place, {@code [n, 1]}. */
  Tensor quantity(List<Tensor> constants, Tensor z) {
    Tensor c = constants.getFirst().astype(z.dtype());
    return functions(z).matmul(c.reshape(c.dim(0), 1));
  }

  @Override
  public Tensor misses(List<Tensor> constants, Motion motion) {
    return quantity(constants, motion.after())
        .sub(quantity(constants, motion.before()))
        .square()
        .reshape(motion.size());
  }

  @Override
  public Optional<Tensor> ownScale(List<Tensor> constants, Motion motion) {
    return Optional.of(quantity(constants, motion.before()).var().mul(2));
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    Tensor level = quantity(constants, motion.before());
    Tensor z = motion.before().add(motion.inertia());
    for (int i = 0; i < PROJECTIONS; i++) {
      Tensor slope = Autodiff.grad(x -> quantity(constants, x).sum(), z);
      Tensor steep = slope.square().keepDims().sum(1);
      // Where h is flat there is nowhere to go.
      Tensor safe = steep.maximum(1e-30);
      z = z.sub(slope.mul(quantity(constants, z).sub(level).div(safe)));
    }
    return z;
  }

  /** Inertia backwards, put back on the level set: the same way in both directions of time. */
  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    return predict(constants, motion.reversed());
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    List<String> texts = library(names.size()).texts(names);
    FormulaText h = new FormulaText();
    h.add(constants.getFirst().toDoubles(), texts.subList(1, texts.size()));
    return h + " = const";
  }
}

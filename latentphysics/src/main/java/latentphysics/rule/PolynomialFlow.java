package latentphysics.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * A velocity or an acceleration that is a sparse sum of products of coordinates.
 *
 * <p>Of first order z′ = z + τ·Θ(z)·Ξ; of second z′ = z + v·τ + h·Θ(z, v)·Ξ with the velocity v =
 * (z − z₋)/τ₋ among the variables and h of {@link Motion#timesKick}. Fitted by {@link
 * SparseRegression} on (z′ − z)/τ, or on (z′ − z − v·τ)/h. Constants: Ξ {@code [functions, width]},
 * zeros for what is not in the law.
 *
 * @param degree of the products, 1 to 5
 * @param order 1 or 2
 * @param sines whether the library has the sine of each variable too
 */
public record PolynomialFlow(int degree, int order, boolean sines) implements Form {
  /** A term contributes at least this share of the whole, root mean squares compared. */
  static final double THRESHOLD = 0.02;

  private static final int MOST_FUNCTIONS = 128;

  /** Checks the ranges. */
  public PolynomialFlow {
    if (degree < 1 || degree > 5 || order < 1 || order > 2) {
      throw new IllegalArgumentException(
          "polynomial flow: degree %d and order %d, expected 1 to 5 and 1 or 2"
              .formatted(degree, order));
    }
  }

  @Override
  public String name() {
    return "polynomial %s of degree %d%s"
        .formatted(order == 1 ? "velocity" : "acceleration", degree, sines ? " with sines" : "");
  }

  @Override
  public boolean accepts(int width) {
    return width >= 1 && Monomials.count(order * width, degree, sines) <= MOST_FUNCTIONS;
  }

  @Override
  public int constants() {
    return 1;
  }

  /** With all functions. */
  @Override
  public int tokens(int width) {
    return inertiaTokens() + width * Arrays.stream(library(width).tokens()).sum();
  }

  @Override
  public int tokens(List<Tensor> constants, int width) {
    int[] each = library(width).tokens();
    double[] coefficients = constants.getFirst().toDoubles();
    int tokens = inertiaTokens();
    for (int i = 0; i < coefficients.length; i++) {
      tokens += coefficients[i] == 0 ? 0 : each[i / width];
    }
    return tokens;
  }

  private int inertiaTokens() {
    return order == 1 ? 2 : 6; // + z, and − z z₋ for the inertia
  }

  private Monomials library(int width) {
    return new Monomials(order * width, degree, sines);
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Tensor targets =
        order == 1 ? m.perDuration(m.displacement()) : m.perKick(m.displacement().sub(m.inertia()));
    Spread.of(name(), m.before().sub(m.before().mean(0)));
    return List.of(SparseRegression.solve(functions(m), targets, THRESHOLD));
  }

  private Tensor functions(Motion motion) {
    Tensor z = motion.before();
    Tensor variables = order == 1 ? z : Tensor.concatenate(1, z, motion.velocity());
    return library(motion.width()).values(variables);
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    Tensor rate = functions(motion).matmul(constants.getFirst().astype(motion.before().dtype()));
    return order == 1
        ? motion.before().add(motion.timesDuration(rate))
        : motion.before().add(motion.inertia()).add(motion.timesKick(rate));
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    int width = names.size();
    List<String> variables = new ArrayList<>(names);
    if (order == 2) {
      names.forEach(name -> variables.add("Δ" + name));
    }
    List<String> texts = library(width).texts(variables);
    double[] coefficients = constants.getFirst().toDoubles();
    List<String> sides = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      FormulaText side = new FormulaText().add(order, names.get(i));
      if (order == 2) {
        side.add(-1, names.get(i) + "₋");
      }
      for (int j = 0; j < texts.size(); j++) {
        side.add(coefficients[j * width + i], texts.get(j));
      }
      sides.add(side.toString());
    }
    String where = order == 1 ? "" : ", Δz = z − z₋";
    return FormulaText.system(names, sides) + where;
  }
}

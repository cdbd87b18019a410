package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A free expression for each coordinate: z′ = e(z, z₋) for a nominal step. Over other durations z′
 * = z + τ·(e(z) − z), and where z₋ is in it z′ = z + v·τ + h·(e(z, z − v) − z − v), with v the
 * velocity and h of {@link Motion#timesKick}.
 *
 * <p>Constants that a side is affine in come from linear least squares; the others from Levenberg's
 * method, started at 1 and at a few fixed random numbers with the affine ones solved for; the best
 * end wins. Constants: {@code [count]}, in the order of the sides' tokens.
 *
 * @param sides one term for each coordinate; their constants are numbered on from side to side
 */
public record Expression(List<Term> sides) implements Form {
  private static final int STARTS = 8;

  /** Keeps an unmodifiable copy and checks that constants are numbered 0, 1, …. */
  public Expression {
    sides = List.copyOf(sides);
    int next = 0;
    for (Term side : sides) {
      for (Term term : side.all()) {
        if (term instanceof Term.Parameter(int index) && index != next++) {
          throw new IllegalArgumentException(
              "expression: constant %d where %d is the next".formatted(index, next - 1));
        }
      }
    }
    if (sides.isEmpty()) {
      throw new IllegalArgumentException("expression: no sides, expected one or more");
    }
  }

  /**
   * The expression of given tokens.
   *
   * @param sides for each coordinate tokens with blanks between, as {@link Term} lists them
   * @throws IllegalArgumentException if a side is no term
   */
  public static Expression of(String... sides) {
    List<Term> terms = new ArrayList<>();
    int parameters = 0;
    for (String side : sides) {
      Term term = Term.of(List.of(side.strip().split(" +")), parameters);
      parameters += parameters(term).size();
      terms.add(term);
    }
    return new Expression(terms);
  }

  private static List<Integer> parameters(Term side) {
    List<Integer> parameters = new ArrayList<>();
    for (Term term : side.all()) {
      if (term instanceof Term.Parameter(int index)) {
        parameters.add(index);
      }
    }
    return parameters;
  }

  private int count() {
    return sides.stream().mapToInt(side -> parameters(side).size()).sum();
  }

  @Override
  public String name() {
    return "expression " + String.join(", ", sides.stream().map(this::tokens).toList());
  }

  private String tokens(Term side) {
    return String.join(" ", side.tokens());
  }

  @Override
  public boolean accepts(int width) {
    return width == sides.size()
        && sides.stream()
            .flatMap(side -> side.all().stream())
            .allMatch(term ->
                switch (term) {
                  case Term.Coordinate(int i) -> i < width;
                  case Term.Previous(int i) -> i < width;
                  default -> true;
                });
  }

  @Override
  public int order() {
    boolean past =
        sides.stream().flatMap(s -> s.all().stream()).anyMatch(t -> t instanceof Term.Previous);
    return past ? 2 : 1;
  }

  @Override
  public int constants() {
    return count() == 0 ? 0 : 1;
  }

  @Override
  public int tokens(int width) {
    return sides.stream().mapToInt(side -> side.all().size()).sum();
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    if (count() == 0) {
      return List.of();
    }
    Motion m = motion.astype(DType.FLOAT64);
    Spread.of(name(), m.before().sub(m.before().mean(0)));
    List<Tensor> found = new ArrayList<>();
    for (int i = 0; i < sides.size(); i++) {
      if (!parameters(sides.get(i)).isEmpty()) {
        Tensor target = nominalAfter(m).slice(1, i, i + 1);
        found.add(new Side(i).fit(m.before(), nominalPrevious(m), target));
      }
    }
    return List.of(Tensor.concatenate(0, found.toArray(Tensor[]::new)));
  }

  /** One side, whose constants are numbered from 0. */
  private final class Side {
    private final Term term;
    private final int count;
    private final List<Integer> linear;
    private final List<Integer> curved;

    Side(int number) {
      this.term = Term.of(sides.get(number).tokens(), 0);
      this.count = parameters(term).size();
      Set<Integer> affine = term.linear();
      this.linear = List.copyOf(affine);
      this.curved = parameters(term).stream().filter(i -> !affine.contains(i)).toList();
    }

    Tensor fit(Tensor z, Tensor previous, Tensor target) {
      Regression.require(z.dim(0), count);
      if (curved.isEmpty()) {
        return projected(Tensor.zeros(DType.FLOAT64, count), z, previous, target);
      }
      Tensor plainZ = z.stopGradient();
      Tensor plainPrevious = previous.stopGradient();
      Tensor plainTarget = target.stopGradient();
      Optional<Tensor> best = Optional.empty();
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < STARTS; k++) {
        try {
          Tensor begun = projected(start(k), plainZ, plainPrevious, plainTarget);
          Tensor end = search(begun, plainZ, plainPrevious, plainTarget);
          double left =
              term.value(end, plainZ, plainPrevious).sub(plainTarget).square().sum().item();
          if (left < least) {
            least = left;
            best = Optional.of(end);
          }
        } catch (ArithmeticException lost) {
          // Another start may do.
        }
      }
      Tensor end =
          best.orElseThrow(
              () -> new ArithmeticException(name() + ": no start of its constants leads anywhere"));
      return search(end, z, previous, target);
    }

    private Tensor search(Tensor start, Tensor z, Tensor previous, Tensor target) {
      return LevenbergMarquardt.fit(
          (theta, data) -> term.value(theta, data.get(0), data.get(1)).sub(data.get(2)),
          start,
          List.of(z, previous, target));
    }

    /** 1 everywhere, then fixed random numbers. */
    private Tensor start(int k) {
      return k == 0
          ? Tensor.ones(DType.FLOAT64, count)
          : Key.of(k).normal(DType.FLOAT64, count).mul(k % 2 == 0 ? 1 : 3);
    }

    /** The constants with those that the side is affine in solved for. */
    private Tensor projected(Tensor theta, Tensor z, Tensor previous, Tensor target) {
      if (linear.isEmpty()) {
        return theta;
      }
      Tensor indices = Tensor.of(linear.stream().mapToInt(i -> i).toArray());
      Tensor units = indices.oneHot(count, DType.FLOAT64); // [linear, count]
      Tensor held = theta.mul(units.sum(0).neg().add(1));
      int[] shape = target.shape().dims();
      Tensor base = term.value(held, z, previous).broadcastTo(shape);
      List<Tensor> columns = new ArrayList<>();
      for (int j = 0; j < linear.size(); j++) {
        Tensor unit = units.slice(0, j, j + 1).reshape(count);
        columns.add(term.value(held.add(unit), z, previous).broadcastTo(shape).sub(base));
      }
      Tensor solved =
          Regression.solve(Tensor.concatenate(1, columns.toArray(Tensor[]::new)), target.sub(base));
      return held.add(solved.transpose().matmul(units).reshape(count));
    }
  }

  /** z₋ as it was a nominal step before z at the same velocity. */
  private static Tensor nominalPrevious(Motion m) {
    return m.durations().isPresent() ? m.before().sub(m.velocity()) : m.previous();
  }

  /** z′ as it would be after a nominal step. */
  private Tensor nominalAfter(Motion m) {
    if (m.durations().isEmpty()) {
      return m.after();
    }
    return order() == 1
        ? m.before().add(m.perDuration(m.displacement()))
        : m.before().add(m.velocity()).add(m.perKick(m.displacement().sub(m.inertia())));
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    Tensor z = motion.before();
    Tensor theta =
        constants.isEmpty() ? Tensor.zeros(z.dtype(), 0) : constants.getFirst().astype(z.dtype());
    Tensor previous = nominalPrevious(motion);
    Tensor led =
        Tensor.concatenate(
            1,
            sides.stream()
                .map(side -> side.value(theta, z, previous).broadcastTo(motion.size(), 1))
                .toArray(Tensor[]::new));
    if (motion.durations().isEmpty()) {
      return led;
    }
    return order() == 1
        ? z.add(motion.timesDuration(led.sub(z)))
        : z.add(motion.inertia()).add(motion.timesKick(led.sub(z).sub(motion.velocity())));
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    double[] numbers = constants.isEmpty() ? new double[0] : constants.getFirst().toDoubles();
    return FormulaText.system(names, sides.stream().map(s -> s.text(numbers, names)).toList());
  }
}

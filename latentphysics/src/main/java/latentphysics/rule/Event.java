package latentphysics.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * One of two forms, by the side of a plane that z is on: z′ = one(z) where a·z + b &gt; 0, else
 * other(z).
 *
 * <p>Fitted by alternation: given sides, both forms are fitted to their own places; given forms,
 * {@link Cut} finds the plane that leaves the least misses. It starts from cuts of every coordinate
 * at its quartiles and the best end wins. The sides are chosen without gradients; the last fits on
 * either side are differentiated through. Constants: a {@code [width]} of length 1, b {@code [1]},
 * those of the one form, those of the other.
 *
 * @param one where a·z + b is above 0
 * @param other elsewhere
 */
public record Event(Form one, Form other) implements Form {
  private static final int ROUNDS = 12;

  @Override
  public String name() {
    return "event of " + one.name() + " and " + other.name();
  }

  @Override
  public boolean accepts(int width) {
    return one.accepts(width) && other.accepts(width);
  }

  @Override
  public int order() {
    return Math.max(one.order(), other.order());
  }

  @Override
  public int constants() {
    return 2 + one.constants() + other.constants();
  }

  @Override
  public int tokens(int width) {
    return 4 + one.tokens(width) + other.tokens(width); // if > a·z b
  }

  @Override
  public int tokens(List<Tensor> constants, int width) {
    return 4 + one.tokens(ofOne(constants), width) + other.tokens(ofOther(constants), width);
  }

  private List<Tensor> ofOne(List<Tensor> constants) {
    return constants.subList(2, 2 + one.constants());
  }

  private List<Tensor> ofOther(List<Tensor> constants) {
    return constants.subList(2 + one.constants(), constants());
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Spread.of(name(), m.before().sub(m.before().mean(0)));
    Motion plain = m.stopGradient();
    Optional<Cut> best = Optional.empty();
    for (int j = 0; j < m.width(); j++) {
      for (double share : new double[] {0.25, 0.5, 0.75}) {
        Optional<Cut> found = alternated(plain, Cut.at(plain.before(), j, share));
        if (found.isPresent() && (best.isEmpty() || found.get().misses() < best.get().misses())) {
          best = found;
        }
      }
    }
    Cut cut =
        best.orElseThrow(
            () -> new ArithmeticException(name() + ": no cut leaves places enough on both sides"));
    return constants(m, cut);
  }

  /** Forms and sides in turn until the sides stay; nothing where a side is too small. */
  private Optional<Cut> alternated(Motion plain, Cut start) {
    Optional<Cut> best = Optional.empty();
    Cut cut = start;
    for (int i = 0; i < ROUNDS; i++) {
      Tensor ofOne;
      Tensor ofOther;
      try {
        List<Tensor> constants = constants(plain, cut);
        ofOne = one.misses(ofOne(constants), plain);
        ofOther = other.misses(ofOther(constants), plain);
      } catch (ArithmeticException undetermined) {
        break;
      }
      boolean[] sides = cut.sides(plain.before());
      Tensor above = Tensor.of(sides);
      Cut judged = cut.withMisses(Tensor.where(above, ofOne, ofOther).sum().item());
      if (best.isEmpty() || judged.misses() < best.get().misses()) {
        best = Optional.of(judged);
      }
      cut = Cut.best(plain.before(), ofOne, ofOther);
      if (Arrays.equals(cut.sides(plain.before()), sides)) {
        break;
      }
    }
    return best;
  }

  private List<Tensor> constants(Motion m, Cut cut) {
    boolean[] sides = cut.sides(m.before());
    List<Tensor> constants = new ArrayList<>();
    constants.add(Tensor.of(cut.normal()));
    constants.add(Tensor.of(new double[] {cut.offset()}));
    constants.addAll(one.fit(m.take(Cut.places(sides, true))));
    constants.addAll(other.fit(m.take(Cut.places(sides, false))));
    return constants;
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return Tensor.where(
        height(constants, motion.before()).greater(0),
        one.predict(ofOne(constants), motion),
        other.predict(ofOther(constants), motion));
  }

  /** a·z + b, {@code [n, 1]}. */
  private static Tensor height(List<Tensor> constants, Tensor z) {
    Tensor normal = constants.get(0).astype(z.dtype());
    return z.matmul(normal.reshape(normal.dim(0), 1)).add(constants.get(1).astype(z.dtype()));
  }

  /** Where either form could have led here, the past that lies farther on its own side. */
  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    if (one.order() != other.order()) {
      throw new ArithmeticException(
          name() + ": forms of different order are not solved for the past");
    }
    Tensor first = one.retrodict(ofOne(constants), motion);
    Tensor second = other.retrodict(ofOther(constants), motion);
    Tensor chosen =
        order() == 1
            ? height(constants, first).add(height(constants, second))
            : height(constants, motion.before());
    return Tensor.where(chosen.greater(0), first, second);
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    FormulaText side =
        new FormulaText().add(constants.get(0).toDoubles(), names).add(constants.get(1).item(), "");
    return "%s where %s > 0, else %s"
        .formatted(
            one.formula(ofOne(constants), names), side, other.formula(ofOther(constants), names));
  }
}

package latentphysics.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Free flight with a wall: where the flight would lead through the wall at height w, what is beyond
 * is thrown back, x′ = w − e·(x̂ − w), and the velocity turns round, v′ = −e·v̂.
 *
 * <p>The first coordinate is the height x, the second its velocity v, both moved by one form; (x̂,
 * v̂, …) is where that leads. Given a flight, the places thrown back are those of lowest x̂,
 * however many: for every number of them e = −⟨v̂, v′⟩/⟨v̂, v̂⟩ and w = mean(x′ + e·x̂)/(1 + e),
 * and the number with the least misses is taken; then the flight is fitted to the others, in turn
 * until that stays. Constants: e {@code [1]}, w {@code [1]}, those of the flight.
 *
 * @param flight a form of first order
 * @param floor whether the wall is below; else it is above
 */
public record Bounce(Form flight, boolean floor) implements Form {
  private static final int ROUNDS = 20;

  /** Checks the order. */
  public Bounce {
    if (flight.order() != 1) {
      throw new IllegalArgumentException(
          "bounce: %s is of second order, expected a flight of first order whose velocity is a coordinate"
              .formatted(flight.name()));
    }
  }

  @Override
  public String name() {
    return "bounce of " + flight.name() + (floor ? " from a floor" : " from a ceiling");
  }

  @Override
  public boolean accepts(int width) {
    return width >= 2 && flight.accepts(width);
  }

  @Override
  public int constants() {
    return 2 + flight.constants();
  }

  @Override
  public int tokens(int width) {
    return 4 + flight.tokens(width); // bounce x e w
  }

  @Override
  public int tokens(List<Tensor> constants, int width) {
    return 4 + flight.tokens(ofFlight(constants), width);
  }

  private static List<Tensor> ofFlight(List<Tensor> constants) {
    return constants.subList(2, constants.size());
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Motion plain = m.stopGradient();
    Spread.of(name(), plain.before().sub(plain.before().mean(0)));
    boolean[] thrown = new boolean[m.size()];
    List<Tensor> constants = trustedFlight(plain);
    for (int i = 0; i < ROUNDS; i++) {
      boolean[] next = thrownBack(flight.predict(constants, plain), plain.after());
      boolean same = Arrays.equals(next, thrown);
      thrown = next;
      if (same) {
        break;
      }
      constants = flight.fit(plain.take(Cut.places(thrown, false)));
    }
    List<Tensor> found = new ArrayList<>();
    List<Tensor> flown = flight.fit(m.take(Cut.places(thrown, false)));
    Motion back = m.take(Cut.places(thrown, true));
    Tensor led = flight.predict(flown, back);
    Tensor x = led.slice(1, 0, 1);
    Tensor v = led.slice(1, 1, 2);
    Tensor restitution =
        v.mul(back.after().slice(1, 1, 2)).sum().div(Spread.of(name(), v)).neg().reshape(1);
    Tensor wall =
        back.after().slice(1, 0, 1).add(x.mul(restitution)).mean().div(restitution.add(1));
    found.add(restitution);
    found.add(wall.reshape(1));
    found.addAll(flown);
    return found;
  }

  /**
   * A flight to begin with, by least trimmed squares: from the half of the places that are farthest
   * from the wall and move away from it, again and again to the half that it misses least.
   */
  private List<Tensor> trustedFlight(Motion m) {
    Tensor xv = m.before().slice(1, 0, 2);
    Tensor away = xv.sub(xv.mean(0)).div(xv.std(0).add(1e-30)).sum(1);
    int half = Math.max(1, m.size() / 2);
    Tensor places = (floor ? away : away.neg()).argsort(0, true).slice(0, 0, half);
    List<Tensor> constants = flight.fit(m.take(places));
    for (int i = 0; i < ROUNDS; i++) {
      Tensor next = flight.misses(constants, m).argsort(0).slice(0, 0, half);
      if (Arrays.equals(next.sort(0).toInts(), places.sort(0).toInts())) {
        break;
      }
      places = next;
      constants = flight.fit(m.take(places));
    }
    return constants;
  }

  private boolean[] thrownBack(Tensor led, Tensor after) {
    double sign = floor ? 1 : -1;
    int n = led.dim(0);
    int width = led.dim(1);
    double[] to = led.toDoubles();
    double[] seen = after.toDoubles();
    List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
    order.sort(Comparator.comparingDouble(i -> sign * to[i * width]));
    double flown = 0;
    for (int i = 0; i < n; i++) {
      flown +=
          square(seen[i * width] - to[i * width]) + square(seen[i * width + 1] - to[i * width + 1]);
    }
    double least = flown;
    int count = 0;
    Sums sums = new Sums();
    for (int k = 1; k <= n / 2; k++) {
      int i = order.get(k - 1) * width;
      flown -= square(seen[i] - to[i]) + square(seen[i + 1] - to[i + 1]);
      sums.add(to[i], to[i + 1], seen[i], seen[i + 1]);
      double misses = Math.max(0, flown) + sums.misses();
      if (misses < least && sums.restitution() > 0) {
        least = misses;
        count = k;
      }
    }
    if (count == 0) {
      throw new ArithmeticException(name() + ": nothing is thrown back");
    }
    boolean[] thrown = new boolean[n];
    order.subList(0, count).forEach(i -> thrown[i] = true);
    return thrown;
  }

  private static double square(double x) {
    return x * x;
  }

  /** What e, w and their misses are made of, place by place. */
  private static final class Sums {
    private int count;
    private double x;
    private double xx;
    private double vv;
    private double after;
    private double afterAfter;
    private double xAfter;
    private double vVelocity;
    private double velocitySquare;

    void add(double toX, double toV, double seenX, double seenV) {
      count++;
      x += toX;
      xx += toX * toX;
      vv += toV * toV;
      after += seenX;
      afterAfter += seenX * seenX;
      xAfter += toX * seenX;
      vVelocity += toV * seenV;
      velocitySquare += seenV * seenV;
    }

    double restitution() {
      return -vVelocity / vv;
    }

    /** Σ(v′ + e·v̂)² + Σ(x′ + e·x̂ − mean)². */
    double misses() {
      double e = restitution();
      double ofV = velocitySquare + 2 * e * vVelocity + e * e * vv;
      double mean = after + e * x;
      double ofX = afterAfter + 2 * e * xAfter + e * e * xx - mean * mean / count;
      return Math.max(0, ofV) + Math.max(0, ofX);
    }
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    Tensor led = flight.predict(ofFlight(constants), motion);
    Tensor wall = constants.get(1).astype(led.dtype());
    Tensor x = led.slice(1, 0, 1);
    return Tensor.where(
        beyond(x, wall), mirrored(led, constants.get(0).astype(led.dtype()), wall), led);
  }

  private Tensor beyond(Tensor x, Tensor wall) {
    return floor ? x.less(wall) : x.greater(wall);
  }

  private static Tensor mirrored(Tensor z, Tensor factor, Tensor wall) {
    Tensor x = wall.sub(z.slice(1, 0, 1).sub(wall).mul(factor));
    Tensor v = z.slice(1, 1, 2).mul(factor).neg();
    return Tensor.concatenate(1, x, v, z.slice(1, 2, z.dim(1)));
  }

  /** Thrown back, where a flight alone would have come from beyond the wall. */
  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    double e = constants.getFirst().stopGradient().item();
    if (e == 0) {
      throw new ArithmeticException(name() + ": a wall that throws nothing back cannot be undone");
    }
    Tensor z = motion.before();
    Tensor wall = constants.get(1).astype(z.dtype());
    Tensor factor = constants.getFirst().astype(z.dtype());
    Tensor one = Tensor.ones(z.dtype(), 1);
    Tensor flown = flight.retrodict(ofFlight(constants), motion);
    Motion mirrored =
        new Motion(
            motion.previous(),
            mirrored(z, one.div(factor), wall),
            motion.after(),
            motion.durations(),
            motion.input());
    Tensor thrown = flight.retrodict(ofFlight(constants), mirrored);
    return Tensor.where(beyond(flown.slice(1, 0, 1), wall), thrown, flown);
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    String e = Numbers.text(constants.get(0).item());
    String w = Numbers.text(constants.get(1).item());
    return "%s; thrown back by %s with factor %s where %s′ would be %s"
        .formatted(
            flight.formula(ofFlight(constants), names),
            (floor ? "a floor at " : "a ceiling at ") + w,
            e,
            names.getFirst(),
            floor ? "below" : "above");
  }
}

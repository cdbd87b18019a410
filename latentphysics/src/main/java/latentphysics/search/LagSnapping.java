package latentphysics.search;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import latentphysics.rule.Equation;
import latentphysics.rule.Numbers;

/**
 * Gives constants the names of numbers that they turn out to be, where the latents know them so
 * well that a name could hardly be near by chance.
 *
 * <p>A constant x is known to a distance h over which the errors over long lags cost one bit more:
 * that is log₂(max(|x|, 1)/h) bits. There are about 2ᴮ names of B bits, so one of them is within h
 * by chance with odds of 2^(B+1) to as many. Single steps would not do: what they tell of an angle
 * is too coarse by the length of the lag.
 *
 * @param code of the errors
 */
record LagSnapping(LagCode code) {
  /** How far a name may be, as a share of the number. */
  private static final double[] REACHES = {1, 0.1, 0.01, 1e-3, 1e-4, 1e-6};

  /** By so many bits must a name be shorter than what is known: one in thirty is by chance. */
  private static final double LEAST_SAVED = 6;

  private static final double FINEST = 1e-7;
  private static final double STEP = 4;

  /** Each constant takes the name that shortens the whole the most, if one does by enough. */
  Equation apply(Equation fitted) {
    Equation best = fitted;
    for (int j = 0; j < fitted.numbers().length; j++) {
      best = named(best, j);
    }
    return best;
  }

  private Equation named(Equation equation, int j) {
    double number = equation.numbers()[j];
    double errors = code.bits(equation);
    double known = known(equation, j, errors);
    List<Numbers.Name> names =
        DoubleStream.of(REACHES)
            .mapToObj(reach -> Numbers.near(number, reach * Math.abs(number)))
            .flatMap(Optional::stream)
            .distinct()
            .toList();
    Equation best = equation;
    double most = LEAST_SAVED;
    for (Numbers.Name name : names) {
      Equation other = with(equation, j, name.value());
      double saved = known - name.bits() + errors - code.bits(other);
      if (saved >= most) {
        most = saved;
        best = other;
      }
    }
    return best;
  }

  /** Bits to which the latents know a constant. */
  private double known(Equation equation, int j, double errors) {
    double number = equation.numbers()[j];
    double scale = Math.max(Math.abs(number), 1);
    double h = FINEST * scale;
    while (h < scale && code.bits(with(equation, j, number + h)) < errors + 1) {
      h *= STEP;
    }
    return Math.max(0, Math.log(scale / h) / Math.log(2));
  }

  private static Equation with(Equation equation, int j, double number) {
    double[] numbers = equation.numbers();
    numbers[j] = number;
    return equation.withNumbers(numbers);
  }
}

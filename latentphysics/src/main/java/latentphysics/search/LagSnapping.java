package latentphysics.search;

import java.util.stream.DoubleStream;
import latentphysics.rule.Equation;
import latentphysics.rule.Numbers;

/**
 * Gives constants the names of numbers that they turn out to be, where that makes the whole shorter
 * to tell: the equation together with its errors over long lags.
 *
 * <p>Single steps would not do. What they tell of an angle is too coarse by the length of the lag,
 * and the other constants, which are known from long lags, must stay as they are.
 *
 * @param code of the errors
 * @param places that free constants were fitted to
 */
record LagSnapping(LagCode code, int places) {
  /** How far a name may be, as a share of the number. */
  private static final double[] REACHES = {1, 0.1, 0.01, 1e-3, 1e-4, 1e-6};

  /** Some name is always near: it must save so many bits, so that one in sixteen is by chance. */
  private static final double LEAST_SAVED = 4;

  /**
   * Bits of the equation and its errors; a free constant is told to a share δ/√places,
   * ½·log₂(places) + log₂ 1/δ bits, with δ the precision of the code.
   */
  private double bits(Equation equation) {
    double fineness = places / (LagCode.PRECISION * LagCode.PRECISION);
    return equation.bits((int) Math.min(fineness, Integer.MAX_VALUE)) + code.bits(equation);
  }

  /**
   * One constant after the other takes the name that shortens the whole the most, if one does by
   * enough.
   */
  Equation apply(Equation fitted) {
    Equation best = fitted;
    double fewest = bits(fitted);
    for (int j = 0; j < fitted.numbers().length; j++) {
      double number = fitted.numbers()[j];
      double[] names =
          DoubleStream.of(REACHES)
              .flatMap(reach ->
                  Numbers.near(number, reach * Math.abs(number)).stream()
                      .mapToDouble(Numbers.Name::value))
              .filter(value -> value != number)
              .distinct()
              .toArray();
      Equation before = best;
      double least = fewest - LEAST_SAVED;
      for (double name : names) {
        double[] numbers = before.numbers();
        numbers[j] = name;
        Equation named = before.withNumbers(numbers);
        double bits = bits(named);
        if (bits < Math.min(least, fewest)) {
          fewest = bits;
          best = named;
        }
      }
    }
    return best;
  }
}

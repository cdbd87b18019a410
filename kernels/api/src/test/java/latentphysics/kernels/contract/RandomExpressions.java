package latentphysics.kernels.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Expr.Bits;
import latentphysics.kernels.expr.Instructions;

/**
 * Expressions made by chance from a seed: every node, every bit operation and every function.
 *
 * <p>The pattern of a NaN differs between processors, so a pattern is only taken of a number.
 */
public final class RandomExpressions {
  private static final double[] CONSTANTS = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    2,
    3,
    -1.75,
    1e-3,
    Math.PI,
    1e30,
    -1e-30,
    0x1p-140,
    0x1p-1070,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };
  private static final int RECENT = 6;

  private final Random random;
  private final int width;
  private final List<Expr> numbers = new ArrayList<>();
  private final List<Bits> patterns = new ArrayList<>();

  private RandomExpressions(Random random, int width) {
    this.random = random;
    this.width = width;
  }

  /**
   * A program of random expressions; the same arguments give the same program.
   *
   * @param nodes number of nodes that are made, shared among the outputs
   */
  public static Instructions program(
      long seed, ElementType type, int inputs, int outputs, int nodes) {
    Random random = new Random(seed);
    RandomExpressions made = new RandomExpressions(random, 8 * type.bytes());
    for (int i = 0; i < inputs; i++) {
      made.numbers.add(Expr.input(i));
    }
    for (int n = 0; n < nodes; n++) {
      made.grow();
    }
    List<Expr> results = new ArrayList<>();
    for (int o = 0; o < outputs; o++) {
      results.add(made.number());
    }
    return Instructions.compile(results, inputs, type);
  }

  /** A number made before, more often a late one, so that depth grows. */
  private Expr number() {
    if (numbers.isEmpty() || random.nextInt(10) == 0) {
      return Expr.constant(constant());
    }
    return pick(numbers);
  }

  private Bits pattern() {
    if (patterns.isEmpty() || random.nextInt(8) == 0) {
      return new Bits.Pattern(random.nextLong() >> random.nextInt(63));
    }
    return pick(patterns);
  }

  private <T> T pick(List<T> list) {
    int size = list.size();
    int recent = Math.min(size, RECENT);
    return list.get(
        random.nextInt(4) == 0 ? random.nextInt(size) : size - 1 - random.nextInt(recent));
  }

  private double constant() {
    return random.nextBoolean()
        ? CONSTANTS[random.nextInt(CONSTANTS.length)]
        : random.nextGaussian();
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private void grow() {
    switch (random.nextInt(9)) {
      case 0 -> numbers.add(new Expr.Unary(oneOf(Expr.UnaryOp.values()), number()));
      case 1, 2, 3 ->
          numbers.add(new Expr.Binary(oneOf(Expr.BinaryOp.values()), number(), number()));
      case 4 -> numbers.add(number().fma(number(), number()));
      case 5 ->
          numbers.add(
              new Expr.Select(
                  oneOf(Expr.Comparison.values()), number(), number(), number(), number()));
      case 6 ->
          numbers.add(
              random.nextInt(8) == 0
                  ? number().call(oneOf(Expr.Function2.values()), number())
                  : number().call(oneOf(Expr.Function.values())));
      case 7 -> growPattern();
      default -> numbers.add(new Expr.FromBits(pattern()));
    }
  }

  private void growPattern() {
    switch (random.nextInt(3)) {
      case 0 -> {
        Expr x = number();
        patterns.add(new Bits.Of(x.ifEqual(x, x, Expr.constant(1))));
      }
      case 1 -> patterns.add(new Bits.Combine(oneOf(Expr.BitsOp.values()), pattern(), pattern()));
      default ->
          patterns.add(new Bits.Shift(random.nextBoolean(), pattern(), random.nextInt(width)));
    }
  }
}

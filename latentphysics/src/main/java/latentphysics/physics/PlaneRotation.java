package latentphysics.physics;

import latentphysics.linear.Complex;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Turning about a centre m in a plane, z′ = m + e^((λ+iω)τ)·(z − m) with the plane read as complex
 * numbers; without damping λ = 0.
 *
 * <p>Fitted in closed form: with c and d of least Σ|z′ − c·z − d|², λ + iω = log c and m = d/(1 −
 * c).
 */
public record PlaneRotation(int first, boolean damped) implements Rule {

  @Override
  public String name() {
    return damped ? "damped rotation" : "planar rotation";
  }

  @Override
  public int width() {
    return 2;
  }

  @Override
  public int constants() {
    return damped ? 4 : 3;
  }

  /**
   * Constants of a rotation.
   *
   * @param rate λ + iω per nominal step
   * @param centre m
   */
  public record Constants(Complex rate, Complex centre) {}

  @Override
  public Fitted fit(Transitions transitions) {
    Complex[] before = new Complex[transitions.count()];
    Complex[] after = new Complex[before.length];
    double steps = 0;
    for (int i = 0; i < before.length; i++) {
      before[i] = point(transitions.before()[i]);
      after[i] = point(transitions.after()[i]);
      steps += transitions.steps()[i];
    }
    return fitted(constants(before, after, steps / before.length));
  }

  /** The point of a latent vector in this plane. */
  public Complex point(double[] z) {
    return new Complex(z[first], z[first + 1]);
  }

  /**
   * The constants that carry {@code before} best to {@code after} over {@code steps} nominal steps.
   *
   * @throws ArithmeticException if the points do not spread
   */
  public Constants constants(Complex[] before, Complex[] after, double steps) {
    Complex meanBefore = mean(before);
    Complex meanAfter = mean(after);
    Complex product = new Complex(0, 0);
    double square = 0;
    for (int i = 0; i < before.length; i++) {
      Complex a = before[i].minus(meanBefore);
      product = product.plus(a.conjugate().times(after[i].minus(meanAfter)));
      square += a.re() * a.re() + a.im() * a.im();
    }
    if (!(square > 0) || !(product.abs() > 0)) {
      throw new ArithmeticException(
          name()
              + ": the points of coordinates "
              + first
              + " and "
              + (first + 1)
              + " do not spread");
    }
    Complex factor = product.scaled(damped ? 1 / square : 1 / product.abs());
    Complex rest = meanAfter.minus(factor.times(meanBefore));
    Complex away = new Complex(1, 0).minus(factor);
    // A centre far outside comes from noise: then the mean is as good.
    Complex centre = away.abs() < 0.01 ? meanBefore : rest.over(away);
    return new Constants(factor.log().scaled(1 / steps), centre);
  }

  private static Complex mean(Complex[] points) {
    Complex sum = new Complex(0, 0);
    for (Complex p : points) {
      sum = sum.plus(p);
    }
    return sum.scaled(1.0 / points.length);
  }

  /** The rule with given constants. */
  public Fitted fitted(Constants constants) {
    return (previous, before, previousSteps, steps) -> {
      DType dtype = before.dtype();
      Complex m = constants.centre();
      Tensor centre = Tensor.of(dtype, new double[] {m.re(), m.im()}, 1, 2);
      Tensor a = before.sub(centre);
      Tensor scale = steps.mul(constants.rate().re()).exp();
      Tensor c = steps.mul(constants.rate().im()).cos().mul(scale);
      Tensor s = steps.mul(constants.rate().im()).sin().mul(scale);
      Tensor x = a.slice(1, 0, 1);
      Tensor y = a.slice(1, 1, 2);
      return Tensor.concatenate(1, c.mul(x).sub(s.mul(y)), s.mul(x).add(c.mul(y))).add(centre);
    };
  }
}

package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Protects derivatives of compositions by ways that share nothing with them: closed forms, and
 * complex steps, f′(x) = Im f(x + ih)/h, which lose no digit to a difference (W. Squire, G. Trapp,
 * SIAM Review 40, 1998).
 */
final class ClosedFormTest {
  private static final double[] POINTS = {0.3, 0.9, 1.5, 2.2, 5.75};

  /** A complex number and what the functions below need of it. */
  private record Complex(double re, double im) {
    Complex plus(Complex o) {
      return new Complex(re + o.re, im + o.im);
    }

    Complex times(Complex o) {
      return new Complex(re * o.re - im * o.im, re * o.im + im * o.re);
    }

    Complex over(Complex o) {
      double d = o.re * o.re + o.im * o.im;
      return new Complex((re * o.re + im * o.im) / d, (im * o.re - re * o.im) / d);
    }

    Complex exp() {
      double r = Math.exp(re);
      return new Complex(r * Math.cos(im), r * Math.sin(im));
    }

    Complex sin() {
      return new Complex(Math.sin(re) * Math.cosh(im), Math.cos(re) * Math.sinh(im));
    }

    Complex cos() {
      return new Complex(Math.cos(re) * Math.cosh(im), -Math.sin(re) * Math.sinh(im));
    }

    Complex log() {
      return new Complex(Math.log(Math.hypot(re, im)), Math.atan2(im, re));
    }

    Complex sqrt() {
      Complex half = log().times(new Complex(0.5, 0));
      return half.exp();
    }
  }

  /** Derivatives at some points, in reverse and forwards, against complex steps. */
  private static void complexStep(
      UnaryOperator<Tensor> function, UnaryOperator<Complex> complex, double[] points) {
    double h = 1e-40;
    double[] expected = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      expected[i] = complex.apply(new Complex(points[i], h)).im / h;
    }
    Tensor x = Tensor.of(points);
    Tensor reverse = Autodiff.grad(y -> function.apply(y).sum(), x);
    Tensor forward =
        Autodiff.jvp(
                y -> List.of(function.apply(y.getFirst())),
                List.of(x),
                List.of(Tensor.ones(DType.FLOAT64, points.length)))
            .tangents()
            .getFirst();
    Close.close(expected, reverse, 4e-15, "reverse");
    Close.close(expected, forward, 4e-15, "forward");
  }

  /** e^x/√(sin³x + cos³x), the example of Squire and Trapp. */
  @Test
  void quotientOfExponentialAndRoot() {
    complexStep(
        x -> {
          Tensor sine = x.sin();
          Tensor cosine = x.cos();
          Tensor cubes = sine.square().mul(sine).add(cosine.square().mul(cosine));
          return x.exp().div(cubes.sqrt());
        },
        x -> {
          Complex sine = x.sin();
          Complex cosine = x.cos();
          Complex cubes = sine.times(sine).times(sine).plus(cosine.times(cosine).times(cosine));
          return x.exp().over(cubes.sqrt());
        },
        new double[] {0.1, 0.5, 0.7853981633974483, 1, 1.5});
  }

  @Test
  void sigmoidOfLogarithmOfSine() {
    Complex one = new Complex(1, 0);
    complexStep(
        x -> x.sin().add(2).log().mul(x).sigmoid().mul(x.softplus()),
        x -> {
          Complex u = x.sin().plus(new Complex(2, 0)).log().times(x);
          Complex minus = u.times(new Complex(-1, 0)).exp();
          return one.over(one.plus(minus)).times(one.plus(x.exp()).log());
        },
        POINTS);
  }

  /** tanh(x·eˣ), by (e^2u − 1)/(e^2u + 1) in the small and a long chain of products. */
  @Test
  void chainOfProductsAndQuotients() {
    Complex one = new Complex(1, 0);
    complexStep(
        x -> {
          Tensor y = x;
          for (int i = 0; i < 12; i++) {
            y = y.mul(x).add(1).div(x.add(y).add(1));
          }
          return y.tanh();
        },
        x -> {
          Complex y = x;
          for (int i = 0; i < 12; i++) {
            y = y.times(x).plus(one).over(x.plus(y).plus(one));
          }
          Complex e = y.times(new Complex(2, 0)).exp();
          return e.plus(new Complex(-1, 0)).over(e.plus(one));
        },
        POINTS);
  }

  /** j₀ = sin x/x has derivative −j₁, and j₁ = sin x/x² − cos x/x has j₀ − 2·j₁/x. */
  @Test
  void sphericalBesselFunctions() {
    Tensor x = Tensor.of(POINTS);
    UnaryOperator<Tensor> j0 = y -> y.sin().div(y);
    UnaryOperator<Tensor> j1 = y -> y.sin().div(y.square()).sub(y.cos().div(y));
    Close.close(j1.apply(x).neg(), Autodiff.grad(y -> j0.apply(y).sum(), x), 1e-14, "j₀′");
    Tensor expected = j0.apply(x).sub(j1.apply(x).mul(2).div(x));
    Close.close(expected, Autodiff.grad(y -> j1.apply(y).sum(), x), 1e-13, "j₁′");
    Close.close(
        expected.neg(),
        Jacobians.hessian(y -> j0.apply(y).sum(), x).sum(0),
        1e-13,
        "j₀″ = −j₁′; the Hessian is diagonal");
  }

  /** The diagonal of a Hessian of a sum of functions of one number each, and zeros beside it. */
  @Test
  void hessianOfASumIsDiagonal() {
    Tensor x = Tensor.of(POINTS);
    Tensor h = Jacobians.hessian(y -> y.exp().mul(y.sin()).sum(), x);
    // (eˣ·sin x)″ = 2·eˣ·cos x
    Tensor expected = Tensor.eye(DType.FLOAT64, POINTS.length).mul(x.exp().mul(x.cos()).mul(2));
    Close.close(expected, h, 1e-14, "2·eˣ·cos x");
    assertEquals(0, h.sub(h.transpose()).abs().max().item());
  }
}

package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import latentphysics.kernels.expr.Expr.Function;

/**
 * The usual nonlinearities of networks. NaN gives NaN; derivatives at corners are those of PyTorch.
 */
public final class Activations {
  private Activations() {}

  /** max(x, 0); derivative 0 at 0. */
  public static Expr relu(Expr x) {
    return x.max(constant(0));
  }

  /** x above 0, slope·x below and in the derivative at 0. */
  public static Expr leakyRelu(Expr x, double slope) {
    return constant(0).ifLess(x, x, x.mul(constant(slope)));
  }

  /** x·σ(x), also called swish. Source: Elfwing, Uchibe and Doya, arXiv 1702.03118. */
  public static Expr silu(Expr x) {
    return x.mul(x.call(Function.SIGMOID));
  }

  /**
   * x·Φ(x), with the distribution function Φ of normal numbers. Source: Hendrycks and Gimpel, arXiv
   * 1606.08415.
   */
  public static Expr gelu(Expr x) {
    return x.mul(x.call(Function.NORMAL_CDF));
  }

  /**
   * Their approximation of it, x/2·(1 + tanh u) with u = √(2/π)·(x + 0.044715·x³), as x·σ(2·u): the
   * sum would cancel where x is negative.
   */
  public static Expr geluTanh(Expr x) {
    Expr inner = x.mul(x).mul(x).fma(constant(0.044715), x);
    return x.mul(inner.mul(constant(2 * Math.sqrt(2 / Math.PI))).call(Function.SIGMOID));
  }
}

package latentphysics.autodiff.optim;

import java.util.List;
import java.util.function.Supplier;

/** The updates of one number as the papers write them, for comparison. */
interface Textbook {

  /** The next θ at step {@code t} from 1. */
  double step(int t, double theta, double g, double rate);

  /** An optimizer with the same in plain numbers. */
  record Method(String label, Optimizer optimizer, Supplier<Textbook> textbook) {
    @Override
    public String toString() {
      return label;
    }
  }

  /** All methods, some with unusual constants. */
  static List<Method> methods() {
    return List.of(
        new Method("sgd", Optimizer.sgd(), () -> (_, theta, g, rate) -> theta - rate * g),
        new Method("momentum", Optimizer.sgd(0.9, false), () -> new Momentum(0.9, false)),
        new Method("nesterov", Optimizer.sgd(0.8, true), () -> new Momentum(0.8, true)),
        new Method("rmsProp", Optimizer.rmsProp(), () -> new RmsProp(0.9, 1e-6)),
        new Method("rmsProp 0.5", Optimizer.rmsProp(0.5, 0.1), () -> new RmsProp(0.5, 0.1)),
        new Method("adam", Optimizer.adam(), () -> new Adam(0.9, 0.999, 1e-8, 0)),
        new Method("adam 0", Optimizer.adam(0, 0.5, 0.1), () -> new Adam(0, 0.5, 0.1, 0)),
        new Method("adamW", Optimizer.adamW(), () -> new Adam(0.9, 0.999, 1e-8, 0.01)),
        new Method("adamW 0.2", Optimizer.adamW(0.2), () -> new Adam(0.9, 0.999, 1e-8, 0.2)),
        new Method("adaBelief", Optimizer.adaBelief(), () -> new AdaBelief(0.9, 0.999, 1e-16)),
        new Method(
            "adaBelief 0.3",
            Optimizer.adaBelief(0.3, 0.6, 0.01),
            () -> new AdaBelief(0.3, 0.6, 0.01)));
  }

  /** Sutskever and others, 2013, equations 1 and 2; Bengio and others, 2013, equation 7. */
  final class Momentum implements Textbook {
    private final double mu;
    private final boolean nesterov;
    private double v;

    Momentum(double mu, boolean nesterov) {
      this.mu = mu;
      this.nesterov = nesterov;
    }

    @Override
    public double step(int t, double theta, double g, double rate) {
      double past = v;
      v = mu * past - rate * g;
      return nesterov ? theta + mu * mu * past - (1 + mu) * rate * g : theta + v;
    }
  }

  /** Goodfellow and others, 2016, algorithm 8.5. */
  final class RmsProp implements Textbook {
    private final double rho;
    private final double delta;
    private double r;

    RmsProp(double rho, double delta) {
      this.rho = rho;
      this.delta = delta;
    }

    @Override
    public double step(int t, double theta, double g, double rate) {
      r = rho * r + (1 - rho) * g * g;
      return theta - rate / Math.sqrt(delta + r) * g;
    }
  }

  /** Kingma and Ba, 2015, algorithm 1; Loshchilov and Hutter, 2019, algorithm 2. */
  final class Adam implements Textbook {
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double decay;
    private double m;
    private double v;

    Adam(double beta1, double beta2, double epsilon, double decay) {
      this.beta1 = beta1;
      this.beta2 = beta2;
      this.epsilon = epsilon;
      this.decay = decay;
    }

    @Override
    public double step(int t, double theta, double g, double rate) {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      double mHat = m / (1 - Math.pow(beta1, t));
      double vHat = v / (1 - Math.pow(beta2, t));
      return theta - rate * mHat / (Math.sqrt(vHat) + epsilon) - rate * decay * theta;
    }
  }

  /** Zhuang and others, 2020, algorithm 2. */
  final class AdaBelief implements Textbook {
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private double m;
    private double s;

    AdaBelief(double beta1, double beta2, double epsilon) {
      this.beta1 = beta1;
      this.beta2 = beta2;
      this.epsilon = epsilon;
    }

    @Override
    public double step(int t, double theta, double g, double rate) {
      m = beta1 * m + (1 - beta1) * g;
      s = beta2 * s + (1 - beta2) * (g - m) * (g - m) + epsilon;
      double mHat = m / (1 - Math.pow(beta1, t));
      double sHat = s / (1 - Math.pow(beta2, t));
      return theta - rate * mHat / (Math.sqrt(sHat) + epsilon);
    }
  }
}

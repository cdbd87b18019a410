package latentphysics.experiment;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import latentphysics.rule.Decay;
import latentphysics.rule.Equation;
import latentphysics.rule.Oscillator;
import latentphysics.rule.Rotation;
import latentphysics.search.Finding;
import latentphysics.tensor.Tensor;

/** Findings that hold, as laws with their sentences. */
final class LawText {
  private LawText() {}

  /**
   * How a law turns and grows, per nominal step.
   *
   * @param angle radians, not negative; 0 if it does not turn
   * @param growth rate of distances; 0 if it has none
   */
  record Rate(double angle, double growth) {
    private static final Rate NONE = new Rate(0, 0);

    /** Of a rotation, an oscillator a = 2g·cos ω, b = g², or a decay. */
    static Rate of(Equation equation) {
      List<Tensor> c = equation.constants();
      return switch (equation.rule().form()) {
        case Rotation(boolean gain) ->
            new Rate(Math.abs(c.getFirst().item()), gain ? StrictMath.log(c.get(2).item()) : 0);
        case Decay _ -> c.getFirst().item() > 0 ? growth(c.getFirst().item()) : NONE;
        case Oscillator _ -> oscillator(c.get(0).item(), c.get(1).item());
        default -> NONE;
      };
    }

    private static Rate growth(double factor) {
      return new Rate(0, StrictMath.log(factor));
    }

    private static Rate oscillator(double a, double b) {
      double gain = b > 0 ? Math.sqrt(b) : 0;
      return Math.abs(a) < 2 * gain
          ? new Rate(StrictMath.acos(a / (2 * gain)), StrictMath.log(gain))
          : NONE;
    }
  }

  /**
   * The law of a finding.
   *
   * @param found training step at which its rule was
   * @param nominalStep in the data's unit of time
   */
  static Law law(Finding finding, OptionalInt found, double nominalStep) {
    Equation equation = finding.equation();
    Rate rate = Rate.of(equation);
    double angle = rate.angle() / nominalStep;
    double decay = 0 - rate.growth() / nominalStep; // not −0 where there is none
    return new Law(
        equation.rule().form().name(),
        equation.rule().dims(),
        angle,
        decay,
        angle == 0 ? Double.POSITIVE_INFINITY : 2 * Math.PI / angle,
        finding.bits(),
        finding.sites(),
        finding.errors(),
        found,
        equation,
        sentence(equation, rate, angle, decay),
        equation.formula());
  }

  private static String sentence(Equation equation, Rate rate, double angle, double decay) {
    String names =
        equation.rule().dims().stream().map(i -> "z" + i).collect(Collectors.joining(","));
    String form =
        equation.rule().form() instanceof Rotation ? "rotation" : equation.rule().form().name();
    StringBuilder text = new StringBuilder(names).append(": ").append(form);
    if (angle != 0) {
      text.append(
          String.format(Locale.ROOT, " by %.4f rad per step (%.3f rad/unit)", rate.angle(), angle));
    }
    if (decay != 0) {
      text.append(
          String.format(
              Locale.ROOT, ", %s %.4f per unit", decay > 0 ? "decay" : "growth", Math.abs(decay)));
    }
    return text.toString();
  }
}

package latentphysics.experiment;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import latentphysics.linear.Complex;
import latentphysics.physics.LawSearch;

/** Candidates that hold, as laws with their sentences. */
final class LawText {
  private LawText() {}

  /**
   * The law of a candidate.
   *
   * @param rate λ + iω per nominal step; zero for a rule without one
   * @param nominalStep in the data's unit of time
   */
  static Law law(LawSearch.Candidate candidate, Complex rate, double nominalStep) {
    double angle = Math.abs(rate.im()) / nominalStep;
    double decay = 0 - rate.re() / nominalStep; // not −0 where there is none
    List<Integer> subspace = candidate.rule().subspace();
    return new Law(
        candidate.rule().name(),
        subspace,
        angle,
        decay,
        angle == 0 ? Double.POSITIVE_INFINITY : 2 * Math.PI / angle,
        candidate.bits(),
        candidate.sites(),
        candidate.errors(),
        sentence(candidate.rule().name(), subspace, rate, angle, decay),
        formula(candidate.rule().name(), subspace, Math.copySign(angle, rate.im()), decay));
  }

  private static String sentence(
      String rule, List<Integer> subspace, Complex rate, double angle, double decay) {
    String names = subspace.stream().map(i -> "z" + i).collect(Collectors.joining(","));
    StringBuilder text = new StringBuilder(names).append(": ");
    if (angle == 0) {
      text.append(rule);
    } else {
      text.append(
          String.format(
              Locale.ROOT,
              "rotation by %.4f rad per step (%.3f rad/unit)",
              Math.abs(rate.im()),
              angle));
    }
    if (decay != 0) {
      text.append(
          String.format(
              Locale.ROOT, ", %s %.4f per unit", decay > 0 ? "decay" : "growth", Math.abs(decay)));
    }
    return text.toString();
  }

  private static String formula(String rule, List<Integer> subspace, double angle, double decay) {
    if (angle != 0) {
      String real = decay == 0 ? "" : String.format(Locale.ROOT, "%.4f + ", -decay);
      return String.format(
          Locale.ROOT,
          "ζ = z%d %s i·z%d:  ζ(t + τ) = exp((%s%.4f·i)·τ) · ζ(t)",
          subspace.get(0),
          angle > 0 ? "+" : "−", // the conjugate of what turns backwards turns forwards
          subspace.get(1),
          real,
          Math.abs(angle));
    }
    String z = subspace.stream().map(i -> "z" + i).collect(Collectors.joining(", ", "(", ")"));
    return switch (rule) {
      case "constant velocity" -> z + "(t + τ) = " + z + "(t) + v·τ";
      case "linear map" -> z + "(t + 1) = A·" + z + "(t) + b";
      default -> z + "(t + τ) = " + z + "(t)";
    };
  }
}

package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * A form that inputs push: z′ = form(z) + τ·u·B with u of {@link Motion#input}.
 *
 * <p>Fitted in turns, the form to z′ − τ·u·B and B to what the form leaves, then both together by
 * Levenberg's method; what a sparse form has set to 0 stays 0. Constants: B {@code [inputs,
 * width]}, those of the form.
 *
 * @param form that goes on without inputs
 * @param inputs how many, at least 1
 */
public record Controlled(Form form, int inputs) implements Form {
  private static final int TURNS = 4;

  /** Checks that the form says where places go. */
  public Controlled {
    if (form instanceof Conserved || inputs < 1) {
      throw new IllegalArgumentException(
          "controlled: %s with %d inputs, expected a form that predicts and at least one"
              .formatted(form.name(), inputs));
    }
  }

  @Override
  public String name() {
    return "controlled " + form.name();
  }

  @Override
  public boolean accepts(int width) {
    return form.accepts(width);
  }

  @Override
  public int order() {
    return form.order();
  }

  @Override
  public int constants() {
    return 1 + form.constants();
  }

  @Override
  public int tokens(int width) {
    return 4 + form.tokens(width); // + · u B
  }

  @Override
  public int tokens(List<Tensor> constants, int width) {
    return 4 + form.tokens(ofForm(constants), width);
  }

  private static List<Tensor> ofForm(List<Tensor> constants) {
    return constants.subList(1, constants.size());
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Tensor push = m.timesDuration(input(m));
    Motion plain = m.stopGradient();
    Tensor matrix = Tensor.zeros(DType.FLOAT64, inputs, m.width());
    List<Tensor> constants = List.of();
    for (int i = 0; i < TURNS; i++) {
      constants = form.fit(plain.withAfter(plain.after().sub(push.matmul(matrix))));
      matrix = Regression.solve(push, plain.after().sub(form.predict(constants, plain)));
    }
    List<Tensor> start = new ArrayList<>();
    start.add(matrix);
    start.addAll(constants);
    return Refinement.ofNonzero(this, start, m);
  }

  private Tensor input(Motion motion) {
    Tensor u =
        motion
            .input()
            .orElseThrow(() -> new IllegalArgumentException(name() + ": motion without input"));
    if (u.dim(1) != inputs) {
      throw new IllegalArgumentException(
          "%s: input %s, expected [n, %d]".formatted(name(), u.shape(), inputs));
    }
    return u;
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return form.predict(ofForm(constants), motion).add(push(constants, motion));
  }

  private Tensor push(List<Tensor> constants, Motion motion) {
    Tensor matrix = constants.getFirst().astype(motion.before().dtype());
    return motion.timesDuration(input(motion)).matmul(matrix);
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    if (order() == 2) {
      return form.retrodict(
          ofForm(constants), motion.withAfter(motion.after().sub(push(constants, motion))));
    }
    Tensor push = push(constants, motion.reversed());
    Motion unpushed =
        new Motion(
            motion.previous(),
            motion.before().sub(push),
            motion.after(),
            motion.durations(),
            motion.input());
    return form.retrodict(ofForm(constants), unpushed);
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    double[] b = constants.getFirst().toDoubles();
    List<String> sides = new ArrayList<>();
    for (int j = 0; j < names.size(); j++) {
      FormulaText side = new FormulaText();
      for (int i = 0; i < inputs; i++) {
        side.add(b[i * names.size() + j], "u" + i);
      }
      sides.add(side.toString());
    }
    return form.formula(ofForm(constants), names) + " + " + FormulaText.vector(sides);
  }
}

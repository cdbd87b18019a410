package latentphysics.rule;

import java.util.List;
import latentphysics.operator.LatentOperator;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.operator.LieAction;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * A latent operator as an explicit equation, fitted to pairs.
 *
 * <p>Of a {@link LieAction} each plane, read as complex numbers, has the factor c = Σ a*·b/Σ|a|²,
 * growth ln |c| and angle arg c; an odd last coordinate the growth ln(⟨a, b⟩/⟨a, a⟩). Over unequal
 * durations Levenberg's method goes on from there. Constants: growth, angle. Of a {@link
 * LeastSquaresOperator} its own solution. Constants: the matrix {@code [width, width]}.
 *
 * @param operator whose law it is
 */
public record Operated(LatentOperator operator) implements Form {

  @Override
  public String name() {
    return switch (operator) {
      case LieAction lie -> "lie action";
      case LeastSquaresOperator matrix -> "least squares operator";
    };
  }

  @Override
  public boolean accepts(int width) {
    return width == width();
  }

  private int width() {
    return switch (operator) {
      case LieAction lie -> lie.latent();
      case LeastSquaresOperator matrix -> matrix.latent();
    };
  }

  @Override
  public int constants() {
    return operator instanceof LieAction ? 2 : 1;
  }

  @Override
  public int tokens(int width) {
    return switch (operator) {
      case LieAction lie -> 5 * ((width + 1) / 2); // · g rotate ω z for each plane
      case LeastSquaresOperator matrix -> width * (4 * width - 1);
    };
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Spread.of(name(), m.before().sub(m.before().mean(0)));
    return switch (operator) {
      case LieAction lie -> rates(lie, m);
      case LeastSquaresOperator matrix -> {
        Tensor steps = steps(m);
        boolean any = false;
        for (double step : steps.toDoubles()) {
          any |= LeastSquaresOperator.counts(step);
        }
        if (!any) {
          throw new ArithmeticException(name() + ": no two places are one nominal step apart");
        }
        yield List.of(matrix.matrix(m.before(), m.after(), steps));
      }
    };
  }

  private List<Tensor> rates(LieAction lie, Motion m) {
    int planes = lie.latent() / 2;
    int n = m.size();
    Tensor a = m.before().slice(1, 0, 2 * planes).reshape(n, planes, 2);
    Tensor b = m.after().slice(1, 0, 2 * planes).reshape(n, planes, 2);
    Tensor ax = part(a, 0);
    Tensor ay = part(a, 1);
    Tensor bx = part(b, 0);
    Tensor by = part(b, 1);
    Tensor dot = ax.mul(bx).add(ay.mul(by)).sum(0);
    Tensor cross = ax.mul(by).sub(ay.mul(bx)).sum(0);
    Tensor square = ax.square().add(ay.square()).sum(0);
    Tensor factor = dot.square().add(cross.square()).sqrt();
    if (lie.latent() % 2 == 1) {
      Tensor last = m.before().slice(1, 2 * planes, lie.latent());
      Tensor next = m.after().slice(1, 2 * planes, lie.latent());
      factor = Tensor.concatenate(0, factor, last.mul(next).sum(0));
      square = Tensor.concatenate(0, square, last.square().sum(0));
    }
    for (double x : factor.stopGradient().div(square.stopGradient()).toDoubles()) {
      if (!(x > 0 && Double.isFinite(x))) {
        throw new ArithmeticException(
            name() + ": a plane or a line whose latents vanish, turn over or are not finite");
      }
    }
    Tensor growth = factor.div(square).log();
    Tensor angle = planes == 0 ? Tensor.zeros(DType.FLOAT64, 0) : cross.atan2(dot);
    if (m.durations().isEmpty()) {
      return List.of(growth, angle);
    }
    Tensor step = m.durations().get().next().mean();
    return Refinement.whereUneven(this, List.of(growth.div(step), angle.div(step)), m);
  }

  private static Tensor part(Tensor pairs, int axis) {
    return pairs.slice(2, axis, axis + 1).squeeze(2);
  }

  private static Tensor steps(Motion motion) {
    return motion.timesDuration(Tensor.ones(motion.before().dtype(), motion.size(), 1));
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return advance(constants, motion.before(), steps(motion));
  }

  private Tensor advance(List<Tensor> constants, Tensor z, Tensor steps) {
    List<Tensor> c = constants.stream().map(x -> x.astype(z.dtype())).toList();
    return switch (operator) {
      case LieAction lie -> lie.flow(c.get(0), c.get(1)).advance(z, steps);
      case LeastSquaresOperator matrix -> matrix.flow(c.getFirst()).advance(z, steps);
    };
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    return switch (operator) {
      case LieAction lie -> advance(constants, motion.before(), steps(motion.reversed()).neg());
      case LeastSquaresOperator matrix -> Newton.retrodict(this, constants, motion);
    };
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    return switch (operator) {
      case LieAction lie -> lieFormula(constants, names);
      case LeastSquaresOperator matrix ->
          new Affine()
              .formula(
                  List.of(constants.getFirst(), Tensor.zeros(DType.FLOAT64, names.size())), names);
    };
  }

  private static String lieFormula(List<Tensor> constants, List<String> names) {
    double[] growth = constants.get(0).toDoubles();
    double[] angle = constants.get(1).toDoubles();
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < growth.length; k++) {
      boolean turns = k < angle.length;
      String z = FormulaText.vector(names.subList(2 * k, turns ? 2 * k + 2 : 2 * k + 1));
      text.append(k == 0 ? "" : ", ").append(z).append("′ = exp(");
      text.append(Numbers.text(growth[k])).append(")·");
      text.append(turns ? "R(" + Numbers.text(angle[k]) + ")·" : "").append(z);
    }
    return text.toString();
  }
}

package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * One form with constants of its own for each action: the input of {@link Motion#input} is one
 * column of labels 0, 1, …. Constants: those of the form for label 0, then for 1, ….
 *
 * @param form of all actions
 * @param labels how many actions there are, at least 1
 */
public record PerAction(Form form, int labels) implements Form {
  /** Checks the number. */
  public PerAction {
    if (labels < 1) {
      throw new IllegalArgumentException("per action: " + labels + " labels, expected at least 1");
    }
  }

  @Override
  public String name() {
    return form.name() + " per action";
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
    return labels * form.constants();
  }

  @Override
  public int tokens(int width) {
    return 1 + form.tokens(width); // u
  }

  private List<Tensor> of(int label, List<Tensor> constants) {
    int each = form.constants();
    return constants.subList(label * each, (label + 1) * each);
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    int[] label = labels(motion);
    List<Tensor> constants = new ArrayList<>();
    for (int k = 0; k < labels; k++) {
      int wanted = k;
      int[] places = IntStream.range(0, label.length).filter(i -> label[i] == wanted).toArray();
      if (places.length == 0) {
        throw new ArithmeticException(name() + ": no place with action " + k);
      }
      constants.addAll(form.fit(motion.take(Tensor.of(places))));
    }
    return constants;
  }

  private int[] labels(Motion motion) {
    Tensor u =
        motion
            .input()
            .orElseThrow(() -> new IllegalArgumentException(name() + ": motion without input"));
    double[] given = u.toDoubles();
    for (double x : given) {
      if (x != Math.rint(x) || x < 0 || x >= labels || u.dim(1) != 1) {
        throw new IllegalArgumentException(
            "%s: input %s with %s, expected one column of labels below %d"
                .formatted(name(), u.shape(), x, labels));
      }
    }
    return u.astype(DType.INT32).toInts();
  }

  private interface Each {
    Tensor apply(List<Tensor> constants);
  }

  private Tensor chosen(List<Tensor> constants, Motion motion, Each each) {
    Tensor label = Tensor.of(labels(motion), motion.size(), 1);
    Tensor result = each.apply(of(0, constants));
    for (int k = 1; k < labels; k++) {
      result = Tensor.where(label.equal(k), each.apply(of(k, constants)), result);
    }
    return result;
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return chosen(constants, motion, c -> form.predict(c, motion));
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    return chosen(constants, motion, c -> form.retrodict(c, motion));
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    List<String> each = new ArrayList<>();
    for (int k = 0; k < labels; k++) {
      each.add(form.formula(of(k, constants), names) + " at u = " + k);
    }
    return String.join("; ", each);
  }
}

package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A form with known constants and the motion that it makes from random places.
 *
 * @param width number of coordinates
 * @param constants the truth
 * @param spread size of the cloud of places
 * @param step size of the random steps before
 */
record Law(Form form, int width, List<Tensor> constants, double spread, double step) {

  static Law of(Form form, int width, double[]... constants) {
    List<Tensor> tensors = new ArrayList<>();
    for (double[] c : constants) {
      tensors.add(Tensor.of(c));
    }
    return new Law(form, width, tensors, 1, 0.3);
  }

  /** The same with a constant of another shape. */
  Law shaped(int constant, int... dims) {
    List<Tensor> changed = new ArrayList<>(constants);
    changed.set(constant, constants.get(constant).reshape(dims));
    return new Law(form, width, changed, spread, step);
  }

  /** The same with places as far apart. */
  Law scattered(double size, double way) {
    return new Law(form, width, constants, size, way);
  }

  Rule rule() {
    return new Rule(form, dims());
  }

  private List<Integer> dims() {
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      dims.add(i);
    }
    return dims;
  }

  Equation equation() {
    return new Equation(rule(), constants);
  }

  /** Motion of nominal steps that obeys the law. */
  Motion motion(Key key, int n) {
    return motion(key, n, Optional.empty());
  }

  /** Motion over durations from a half to one and a half that obeys the law. */
  Motion unevenMotion(Key key, int n) {
    Key[] keys = key.foldIn(1).split(2);
    return motion(
        key,
        n,
        Optional.of(
            new Motion.Durations(
                keys[0].uniform(0.5, 1.5, DType.FLOAT64, n, 1),
                keys[1].uniform(0.5, 1.5, DType.FLOAT64, n, 1))));
  }

  private Motion motion(Key key, int n, Optional<Motion.Durations> durations) {
    Key[] keys = key.split(3);
    Tensor z = above(keys[0].normal(DType.FLOAT64, n, width).mul(spread));
    Tensor previous = z.sub(keys[1].normal(DType.FLOAT64, n, width).mul(step));
    Motion start = new Motion(previous, z, z, durations, input(keys[2], n));
    return start.withAfter(form.predict(constants, start));
  }

  /** Where there is a floor all places are above it. */
  private Tensor above(Tensor z) {
    if (!(form instanceof Bounce)) {
      return z;
    }
    Tensor height = z.slice(1, 0, 1).abs().add(constants.get(1));
    return Tensor.concatenate(1, height, z.slice(1, 1, width));
  }

  private Optional<Tensor> input(Key key, int n) {
    return switch (form) {
      case Controlled c -> Optional.of(key.normal(DType.FLOAT64, n, c.inputs()));
      case PerAction p -> Optional.of(key.integers(0, p.labels(), n, 1).astype(DType.FLOAT64));
      default -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return form.name() + " in " + width;
  }
}

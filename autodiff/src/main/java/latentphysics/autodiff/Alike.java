package latentphysics.autodiff;

import java.util.List;
import java.util.function.IntFunction;
import latentphysics.tensor.Tensor;

/** Comparison of the types and shapes of tensors; values do not matter. */
public final class Alike {
  private Alike() {}

  /** Whether two tensors have one type and one shape. */
  public static boolean are(Tensor one, Tensor other) {
    return one.dtype() == other.dtype() && one.shape().equals(other.shape());
  }

  /** Whether two lists are equally long, and tensors at the same place alike. */
  public static boolean are(List<Tensor> some, List<Tensor> others) {
    return some.size() == others.size() && firstDifference(some, others) < 0;
  }

  /**
   * Checks tensors at the same place of two lists of one length.
   *
   * @param operation whose name opens the message
   * @param name of the tensor found at a place; asked for only where one differs
   * @throws IllegalArgumentException naming the first that differs
   */
  static void require(
      String operation, IntFunction<String> name, List<Tensor> expected, List<Tensor> found) {
    int i = firstDifference(expected, found);
    if (i >= 0) {
      Tensor wanted = expected.get(i);
      Tensor other = found.get(i);
      throw new IllegalArgumentException(
          operation
              + ": "
              + name.apply(i)
              + " is "
              + other.dtype()
              + other.shape()
              + ", expected "
              + wanted.dtype()
              + wanted.shape());
    }
  }

  /** The first place at which two lists of one length differ; −1 if there is none. */
  private static int firstDifference(List<Tensor> some, List<Tensor> others) {
    for (int i = 0; i < some.size(); i++) {
      if (!are(some.get(i), others.get(i))) {
        return i;
      }
    }
    return -1;
  }
}

package latentphysics.autodiff.optim;

import java.util.List;
import latentphysics.autodiff.Alike;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/** Checks of leaves that cost next to nothing while all is well; names are made for errors only. */
final class Leaves {
  private Leaves() {}

  /**
   * The leaves of a value, all of floating point.
   *
   * @throws IllegalArgumentException naming the first that is not
   */
  static <P> List<Tensor> ofNumbers(String operation, Structure<P> structure, P value) {
    List<Tensor> leaves = structure.leaves(value);
    for (int i = 0; i < leaves.size(); i++) {
      Tensor leaf = leaves.get(i);
      if (!leaf.dtype().isFloat()) {
        throw new IllegalArgumentException(
            operation
                + ": parameter "
                + structure.names(value).get(i)
                + " is "
                + leaf.dtype()
                + leaf.shape()
                + ", expected float32 or float64");
      }
    }
    return leaves;
  }

  /**
   * The leaves of {@code other}, which have the types and shapes of those of {@code value}.
   *
   * @param expected leaves of {@code value}
   * @param what the other value is called in the message
   * @throws IllegalArgumentException from {@link Structure#requireAlike} if they differ
   */
  static <P> List<Tensor> alike(
      String operation,
      Structure<P> structure,
      P value,
      List<Tensor> expected,
      String what,
      P other) {
    List<Tensor> found = structure.leaves(other);
    // Elsewhere shapes broadcast; here that would change a parameter's shape in silence.
    if (!Alike.are(expected, found)) {
      structure.requireAlike(operation, value, what, other);
    }
    return found;
  }

  /** A count of steps as a leaf, so that it is saved with the tensors beside it. */
  static Tensor count(int steps) {
    return Tensor.scalar(DType.INT32, steps);
  }

  /**
   * The count, if it is one.
   *
   * @throws IllegalArgumentException if it is no int32 scalar of at least 0
   */
  static Tensor checkCount(String operation, Tensor count) {
    if (count.dtype() != DType.INT32 || count.shape().rank() != 0) {
      throw new IllegalArgumentException(
          operation + ": count " + count.dtype() + count.shape() + ", expected int32[]");
    }
    Range.checkAtLeast(0, operation, "count", (int) count.item());
    return count;
  }
}

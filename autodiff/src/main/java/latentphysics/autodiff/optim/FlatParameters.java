package latentphysics.autodiff.optim;

import java.util.ArrayList;
import java.util.List;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/** All leaves of a value one after the other as one vector, and back. */
final class FlatParameters<P> {
  private final String operation;
  private final Structure<P> structure;
  private final P like;
  private final List<Tensor> leaves;

  /**
   * For values like the given one.
   *
   * @param operation named in errors
   * @throws IllegalArgumentException if it has no leaf, or leaves of several types or of integers
   */
  FlatParameters(String operation, Structure<P> structure, P like) {
    this.operation = operation;
    this.structure = structure;
    this.like = like;
    leaves = Leaves.ofNumbers(operation, structure, like);
    if (leaves.isEmpty()) {
      throw new IllegalArgumentException(operation + ": no parameter, expected at least one");
    }
    for (int i = 1; i < leaves.size(); i++) {
      if (leaves.get(i).dtype() != dtype()) {
        throw new IllegalArgumentException(
            operation
                + ": parameter "
                + structure.names(like).get(i)
                + " is "
                + leaves.get(i).dtype()
                + ", expected "
                + dtype()
                + " as the first");
      }
    }
  }

  DType dtype() {
    return leaves.getFirst().dtype();
  }

  /**
   * The vector of a value's leaves.
   *
   * @param what the value is called in errors
   * @throws IllegalArgumentException if they are not of the types and shapes of the first value's
   */
  Tensor flatten(String what, P value) {
    List<Tensor> parts = Leaves.alike(operation, structure, like, leaves, what, value);
    return Tensor.concatenate(
        0, parts.stream().map(part -> part.reshape(part.shape().size())).toArray(Tensor[]::new));
  }

  /** The value with these leaves: views of the vector. */
  P restore(Tensor vector) {
    List<Tensor> parts = new ArrayList<>(leaves.size());
    int from = 0;
    for (Tensor leaf : leaves) {
      int to = from + leaf.shape().size();
      parts.add(vector.slice(0, from, to).reshape(leaf.shape().dims()));
      from = to;
    }
    return structure.rebuild(like, parts);
  }

  /** Name of the first leaf in which a vector, not all finite, has a number that is not. */
  String firstNotFinite(Tensor vector) {
    List<Tensor> parts = structure.leaves(restore(vector));
    int first = 0;
    while (parts.get(first).isFinite()) {
      first++;
    }
    return structure.names(like).get(first);
  }
}

package latentphysics.tensor;

/**
 * Elements by their place along an axis. Indices are int32; negative ones count from the end.
 * Derivatives flow through the elements, not through the indices.
 */
public sealed interface Indexing permits Tensor {

  /**
   * Slices along an axis, as NumPy's {@code take}: the axis is replaced by those of {@code
   * indices}. Rows of a matrix, as of an embedding: {@code table.take(words, 0)}.
   *
   * @param indices int32 of any shape
   * @throws IndexOutOfBoundsException if an index lies outside the axis
   */
  default Tensor take(Tensor indices, int axis) {
    int chosen = self().shape().axis("take", axis);
    int[] dims = self().shape().dims();
    int[] spread = new int[dims.length];
    int[] full = dims.clone();
    int[] result = new int[dims.length - 1 + indices.shape().rank()];
    for (int a = 0, r = 0; a < dims.length; a++) {
      spread[a] = a == chosen ? indices.shape().size() : 1;
      full[a] = a == chosen ? spread[a] : dims[a];
      if (a == chosen) {
        for (int dim : indices.shape().dims()) {
          result[r++] = dim;
        }
      } else {
        result[r++] = dims[a];
      }
    }
    return Primitive.one(
            new Primitive.Gather(chosen), self(), indices.reshape(spread).broadcastTo(full))
        .reshape(result);
  }

  /**
   * One element for each index: {@code result[…, i, …] = this[…, indices[…, i, …], …]}, as NumPy's
   * {@code take_along_axis} and PyTorch's {@code gather}. The other axes broadcast.
   *
   * @param indices int32 of the same rank
   * @throws IndexOutOfBoundsException if an index lies outside the axis
   */
  default Tensor gather(Tensor indices, int axis) {
    int chosen = self().shape().axis("gather", axis);
    int[] common = besideAxis("gather", chosen, self().shape(), indices.shape());
    int[] mine = common.clone();
    mine[chosen] = self().dim(chosen);
    int[] theirs = common.clone();
    theirs[chosen] = indices.dim(chosen);
    return Primitive.one(
        new Primitive.Gather(chosen), self().broadcastTo(mine), indices.broadcastTo(theirs));
  }

  /**
   * This tensor with {@code updates} added at places along an axis: {@code result[…, indices[…, i,
   * …], …] += updates[…, i, …]}, equal indices one after the other in the order of i.
   *
   * @param indices int32 of the same rank; broadcasts to the shape of {@code updates}
   * @param updates of this tensor's shape but for the axis
   * @throws IndexOutOfBoundsException if an index lies outside the axis
   */
  default Tensor scatterAdd(Tensor indices, Tensor updates, int axis) {
    int chosen = self().shape().axis("scatterAdd", axis);
    int[] common = besideAxis("scatterAdd", chosen, self().shape(), updates.shape());
    common[chosen] = updates.dim(chosen);
    Tensor sums =
        Primitive.one(
            new Primitive.ScatterAdd(chosen, self().dim(chosen)),
            updates.broadcastTo(common),
            indices.broadcastTo(common));
    return self().add(sums);
  }

  /**
   * Rows with a one at the given class and zeros elsewhere: an axis of length {@code classes} is
   * added at the end. An index outside 0 … classes−1 gives a row of zeros.
   *
   * @param type of the result
   * @throws IllegalArgumentException if this is not int32 or {@code classes} is negative
   */
  default Tensor oneHot(int classes, DType type) {
    if (self().dtype() != DType.INT32) {
      throw new IllegalArgumentException(
          "oneHot: indices of type " + self().dtype() + ", expected int32");
    }
    return self().expandDims(-1).equal(Tensor.arange(classes)).astype(type);
  }

  /** The broadcast shape of two tensors of equal rank; at the axis whatever the first has. */
  private static int[] besideAxis(String operation, int axis, Shape a, Shape b) {
    if (a.rank() != b.rank()) {
      throw new IllegalArgumentException(
          operation + ": shapes " + a + " and " + b + ", expected equal ranks");
    }
    int[] left = a.dims();
    int[] right = b.dims();
    left[axis] = 1;
    right[axis] = 1;
    return Shape.broadcast(operation, Shape.of(left), Shape.of(right)).dims();
  }

  private Tensor self() {
    return (Tensor) this;
  }
}

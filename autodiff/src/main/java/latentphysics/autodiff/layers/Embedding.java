package latentphysics.autodiff.layers;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A row of numbers for each of a set of things that are counted from 0, such as words. The
 * derivative by a row is the sum of those by all its copies.
 *
 * @param table {@code [count, width]}
 */
public record Embedding(Tensor table) {

  /**
   * A layer with rows of independent normal numbers of variance 1, as PyTorch's.
   *
   * @param dtype float32 or float64
   * @throws IllegalArgumentException if a size is negative or the type is another
   */
  public static Embedding of(Key key, int count, int width, DType dtype) {
    Arguments.expectSizes("embedding", count, width);
    Arguments.expectFloat("embedding", dtype);
    return new Embedding(key.normal(dtype, count, width));
  }

  /**
   * Rows of the table.
   *
   * @param indices int32 of any shape, 0 … count − 1
   * @return the shape of the indices, then width
   * @throws IllegalArgumentException if the table has not two axes or the indices are not int32
   * @throws IndexOutOfBoundsException if an index is negative or too large
   */
  public Tensor apply(Tensor indices) {
    if (table.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "embedding: table " + table.shape() + ", expected [count, width]");
    }
    Arguments.expectType("embedding", "indices", indices, DType.INT32);
    int count = table.dim(0);
    int[] rows = indices.toInts();
    for (int i = 0; i < rows.length; i++) {
      // Counting from the end, as take does, would hide a mistake here.
      if (rows[i] < 0 || rows[i] >= count) {
        throw new IndexOutOfBoundsException(
            "embedding: index "
                + rows[i]
                + " at position "
                + i
                + ", expected at least 0 and less than "
                + count);
      }
    }
    return table.take(indices, 0);
  }
}

package latentphysics.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lengths of a tensor's axes: up to 8 of them, each at least 0. Rank 0 is the shape of a scalar.
 *
 * <p>Prints as {@code [2, 3]}.
 */
public final class Shape {
  /** Largest number of axes. */
  public static final int MAX_RANK = 8;

  private static final List<List<Integer>> ALL_AXES =
      IntStream.rangeClosed(0, MAX_RANK)
          .mapToObj(rank -> IntStream.range(0, rank).boxed().toList())
          .toList();

  private final int[] dims;
  private final int[] strides;
  private final int size;

  private Shape(int[] dims) {
    if (dims.length > MAX_RANK) {
      throw new IllegalArgumentException(
          "shape: " + dims.length + " axes " + Arrays.toString(dims) + ", expected at most 8");
    }
    boolean empty = false;
    for (int dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException(
            "shape: negative length in " + Arrays.toString(dims) + ", expected at least 0");
      }
      empty |= dim == 0;
    }
    long product = empty ? 0 : 1;
    for (int dim : dims) {
      product *= dim;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "shape: " + Arrays.toString(dims) + " has more than 2147483647 elements");
      }
    }
    this.dims = dims;
    this.size = (int) product;
    this.strides = new int[dims.length];
    int stride = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims[axis];
    }
  }

  /**
   * The shape with the given lengths.
   *
   * @throws IllegalArgumentException if there are more than 8, one is negative, or their product
   *     exceeds the largest array
   */
  public static Shape of(int... dims) {
    return new Shape(dims.clone());
  }

  /** Number of axes. */
  public int rank() {
    return dims.length;
  }

  /** Number of elements; 1 for rank 0. */
  public int size() {
    return size;
  }

  /**
   * Length of an axis.
   *
   * @param axis from 0; negative ones count from the end
   * @throws IllegalArgumentException if there is no such axis
   */
  public int dim(int axis) {
    return dims[axis("dim", axis)];
  }

  /** A copy of the lengths. */
  public int[] dims() {
    return dims.clone();
  }

  /**
   * The axis counted from 0.
   *
   * @param operation named in the error
   * @throws IllegalArgumentException if there is no such axis
   */
  int axis(String operation, int axis) {
    if (axis < -dims.length || axis >= dims.length) {
      throw new IllegalArgumentException(
          operation + ": axis " + axis + " of " + this + ", expected one of its " + dims.length);
    }
    return axis < 0 ? axis + dims.length : axis;
  }

  /**
   * Axes counted from 0, in increasing order; all axes when none is given.
   *
   * @param operation named in the error
   * @throws IllegalArgumentException if there is no such axis or one is named twice
   */
  List<Integer> distinctAxes(String operation, int... axes) {
    if (axes.length == 0) {
      return ALL_AXES.get(dims.length);
    }
    if (axes.length == 1) {
      return List.of(axis(operation, axes[0]));
    }
    List<Integer> sorted =
        Arrays.stream(axes).map(a -> axis(operation, a)).sorted().boxed().toList();
    if (sorted.stream().distinct().count() < sorted.size()) {
      throw new IllegalArgumentException(
          operation + ": axes " + Arrays.toString(axes) + ", expected each at most once");
    }
    return sorted;
  }

  /** Distances between elements in row-major order; shared, not to be changed. */
  int[] rowMajorStrides() {
    return strides;
  }

  /**
   * Looks whether there are two axes at the end for matrices.
   *
   * @throws IllegalArgumentException naming the operation, if there are not
   */
  public void requireMatrix(String operation) {
    if (rank() < 2) {
      throw new IllegalArgumentException(
          operation + ": " + this + ", expected at least 2 axes, those of a matrix last");
    }
  }

  /**
   * The same, and whether the two are of one length.
   *
   * @throws IllegalArgumentException naming the operation, if not
   */
  public void requireSquare(String operation) {
    requireMatrix(operation);
    if (dim(-1) != dim(-2)) {
      throw new IllegalArgumentException(operation + ": " + this + ", expected square matrices");
    }
  }

  /**
   * The shape to which both broadcast by NumPy's rule: aligned at the end, equal or 1.
   *
   * @throws IllegalArgumentException if two lengths differ and neither is 1
   */
  public static Shape broadcast(String operation, Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] dims = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int da = i <= a.rank() ? a.dims[a.rank() - i] : 1;
      int db = i <= b.rank() ? b.dims[b.rank() - i] : 1;
      if (da != db && da != 1 && db != 1) {
        throw new IllegalArgumentException(
            operation + ": shapes do not broadcast: " + a + " and " + b);
      }
      dims[rank - i] = da == 1 ? db : da;
    }
    return new Shape(dims);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Shape shape && Arrays.equals(dims, shape.dims));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}

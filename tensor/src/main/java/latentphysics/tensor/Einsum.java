package latentphysics.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Sums of products by NumPy's notation: {@code einsum("bij,bjk->bik", a, b)} is a batched matrix
 * product, {@code einsum("ii", a)} a trace.
 *
 * <p>Each operand has a term of letters a–z and A–Z, one for each axis. The result is the sum, over
 * all letters that the output lacks, of the products of elements:
 *
 * <ul>
 *   <li>A letter twice in one term takes the diagonal of these axes, which must be equally long.
 *   <li>{@code ...} stands for the axes that a term does not name; those of several operands are
 *       aligned at their end. A given output must have it where an operand has (of one axis or
 *       more).
 *   <li>Axes of one letter in different operands broadcast, as in NumPy: length 1 fits any.
 *   <li>Without {@code ->}, the output is {@code ...} and then the letters that occur once, in
 *       alphabetic order, upper case first.
 * </ul>
 *
 * <p>Letters of one operand alone are summed first; then operands are contracted two at a time in
 * the order of least multiplications, the product of the lengths of all axes of the two (by dynamic
 * programming up to 10 operands, greedy beyond). A step is one {@link Tensor#matmul matmul} of
 * permuted operands, or an elementwise product where nothing is summed. Sums over nothing are 0. No
 * intermediate result may have more than 8 axes.
 */
public final class Einsum {
  private final int[] lengths;

  private Einsum(int[] lengths) {
    this.lengths = lengths;
  }

  /** A tensor whose axes have labels. */
  private record Labelled(Tensor tensor, int[] labels) {
    boolean has(int label) {
      return axis(label) >= 0;
    }

    int axis(int label) {
      for (int axis = 0; axis < labels.length; axis++) {
        if (labels[axis] == label) {
          return axis;
        }
      }
      return -1;
    }

    long set() {
      long set = 0;
      for (int label : labels) {
        set |= 1L << label;
      }
      return set;
    }

    /** Axes in the order of the given labels, which are all of this tensor's. */
    Tensor inOrder(int... order) {
      return Arrays.equals(order, labels)
          ? tensor
          : tensor.permute(Arrays.stream(order).map(this::axis).toArray());
    }
  }

  /**
   * The sum of products that an equation describes.
   *
   * @param equation terms with commas between, then perhaps {@code ->} and the output; blanks do
   *     not count
   * @param operands one for each term, of one type; int32 is summed without matrix products
   * @throws IllegalArgumentException naming the term and the operand that do not fit
   */
  public static Tensor einsum(String equation, Tensor... operands) {
    if (operands.length == 0) {
      throw new IllegalArgumentException("einsum: no operand, expected at least one");
    }
    EinsumEquation parsed =
        EinsumEquation.parse(equation, Arrays.stream(operands).map(Tensor::shape).toList());
    return new Einsum(parsed.lengths()).evaluate(parsed, operands);
  }

  private Tensor evaluate(EinsumEquation equation, Tensor[] operands) {
    int[] output = equation.output();
    List<Labelled> parts = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      parts.add(squeezed(diagonals(new Labelled(operands[i], equation.terms().get(i)))));
    }
    long wanted = new Labelled(operands[0], output).set();
    for (int i = 0; i < parts.size(); i++) {
      long needed = wanted;
      for (int j = 0; j < parts.size(); j++) {
        needed |= j == i ? 0 : parts.get(j).set();
      }
      parts.set(i, summed(parts.get(i), needed));
    }
    long[] sets = parts.stream().mapToLong(Labelled::set).toArray();
    for (ContractionPath.Step step : ContractionPath.of(sets, wanted, lengths)) {
      Labelled left = parts.get(step.left());
      Labelled right = parts.get(step.right());
      parts.set(step.left(), null);
      parts.set(step.right(), null);
      long needed = wanted;
      for (Labelled other : parts) {
        needed |= other == null ? 0 : other.set();
      }
      parts.add(contracted(left, right, needed, output));
    }
    return parts.getLast().inOrder(output);
  }

  /**
   * Every label once. The diagonal of two axes of length n are elements 0, n+1, 2·(n+1), … of both
   * as one axis.
   */
  private static Labelled diagonals(Labelled x) {
    for (int axis = 0; axis < x.labels.length; axis++) {
      int label = x.labels[axis];
      int first = x.axis(label);
      if (first == axis) {
        continue;
      }
      int second = axis;
      int n = x.tensor.dim(axis);
      int rank = x.labels.length;
      int[] others = IntStream.range(0, rank).filter(a -> a != first && a != second).toArray();
      int[] order = Arrays.copyOf(others, rank);
      order[rank - 2] = first;
      order[rank - 1] = second;
      int[] dims = Arrays.copyOf(Arrays.stream(others).map(x.tensor::dim).toArray(), rank - 1);
      dims[rank - 2] = n * n;
      int[] labels = Arrays.copyOf(Arrays.stream(others).map(a -> x.labels[a]).toArray(), rank - 1);
      labels[rank - 2] = label;
      Tensor joined = x.tensor.permute(order).reshape(dims);
      return diagonals(new Labelled(joined.slice(-1, 0, n * n, n + 1), labels));
    }
    return x;
  }

  /** Without axes of length 1 that broadcast: a factor that is the same for all of the label. */
  private Labelled squeezed(Labelled x) {
    IntPredicate repeated = axis -> x.tensor.dim(axis) == 1 && lengths[x.labels[axis]] != 1;
    int rank = x.labels.length;
    if (IntStream.range(0, rank).noneMatch(repeated)) {
      return x;
    }
    int[] axes = IntStream.range(0, rank).filter(repeated).toArray();
    int[] kept = IntStream.range(0, rank).filter(repeated.negate()).toArray();
    return new Labelled(
        x.tensor.squeeze(axes), Arrays.stream(kept).map(a -> x.labels[a]).toArray());
  }

  /** Summed over the labels that are not needed. */
  private static Labelled summed(Labelled x, long needed) {
    int[] axes =
        IntStream.range(0, x.labels.length).filter(a -> !in(needed, x.labels[a])).toArray();
    if (axes.length == 0) {
      return x;
    }
    return new Labelled(
        x.tensor.sum(axes), Arrays.stream(x.labels).filter(l -> in(needed, l)).toArray());
  }

  private Labelled contracted(Labelled a, Labelled b, long needed, int[] output) {
    int[] batch = labels(a, l -> b.has(l) && in(needed, l));
    int[] summed = labels(a, l -> b.has(l) && !in(needed, l));
    int[] left = labels(a, l -> !b.has(l));
    int[] right = labels(b, l -> !a.has(l));
    boolean noProduct = summed.length == 0 || (left.length == 0 && right.length == 0);
    if (noProduct || !a.tensor.dtype().isFloat()) {
      return elementwise(a, b, joined(batch, left, right), summed);
    }
    // As the right factor serves the one whose rows then lie in memory as they are: its last axis
    // is
    // kept. Else what comes last in the output becomes the columns.
    boolean aFits = endsWithOneOf(a.labels, left);
    boolean bFits = endsWithOneOf(b.labels, right);
    boolean exchange = aFits == bFits ? endsWithOneOf(output, left) : aFits;
    return exchange
        ? product(b, a, batch, right, summed, left)
        : product(a, b, batch, left, summed, right);
  }

  private static boolean endsWithOneOf(int[] labels, int[] some) {
    return labels.length > 0
        && Arrays.stream(some).anyMatch(label -> label == labels[labels.length - 1]);
  }

  /** [batch…, rows, summed]·[batch…, summed, columns]. */
  private Labelled product(
      Labelled a, Labelled b, int[] batch, int[] rows, int[] summed, int[] columns) {
    int[] outer = lengths(batch);
    int[] merged = outer.length + 2 > Shape.MAX_RANK ? new int[] {size(batch)} : outer;
    Tensor left =
        a.inOrder(joined(batch, rows, summed))
            .reshape(joined(merged, new int[] {size(rows), size(summed)}));
    Tensor right =
        b.inOrder(joined(batch, summed, columns))
            .reshape(joined(merged, new int[] {size(summed), size(columns)}));
    int[] labels = joined(batch, rows, columns);
    return new Labelled(left.matmul(right).reshape(lengths(labels)), labels);
  }

  /** The product of all elements, then the sum in the same pass. */
  private Labelled elementwise(Labelled a, Labelled b, int[] kept, int[] summed) {
    int[] all = joined(kept, summed);
    Tensor left = spread(a, all);
    Tensor right = spread(b, all);
    if (summed.length == 0) {
      return new Labelled(left.mul(right), kept);
    }
    int[] axes = IntStream.range(kept.length, all.length).toArray();
    return new Labelled(Tensor.sumOf(Functions.MUL, axes, left, right), kept);
  }

  /** Axes in the order of the given labels, with length 1 where the tensor has no such axis. */
  private Tensor spread(Labelled x, int[] order) {
    int[] own = Arrays.stream(order).filter(x::has).toArray();
    int[] dims = Arrays.stream(order).map(l -> x.has(l) ? lengths[l] : 1).toArray();
    return x.inOrder(own).reshape(dims);
  }

  private static int[] labels(Labelled x, IntPredicate which) {
    return Arrays.stream(x.labels).filter(which).toArray();
  }

  private int[] lengths(int[] labels) {
    return Arrays.stream(labels).map(l -> lengths[l]).toArray();
  }

  private int size(int[] labels) {
    return Shape.of(lengths(labels)).size();
  }

  private static boolean in(long set, int label) {
    return (set >>> label & 1) == 1;
  }

  private static int[] joined(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }
}

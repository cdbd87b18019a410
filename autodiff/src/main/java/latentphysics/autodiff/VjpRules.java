package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.kernels.ConvolutionShape.Role;
import latentphysics.tensor.CustomOperation;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of every primitive: given the cotangents ȳ of its results, the cotangents x̄ of
 * its operands. Rules are written in tensors, so each can be differentiated again.
 */
final class VjpRules {
  private VjpRules() {}

  /**
   * Cotangents of the wanted operands; null at the others.
   *
   * @param cotangents one for each result, null at those on which nothing depends; at least one
   * @param wanted which operands need one, at least one
   */
  static List<@Nullable Tensor> apply(
      Primitive primitive,
      List<Tensor> operands,
      List<Tensor> results,
      List<@Nullable Tensor> cotangents,
      BitSet wanted) {
    Tensor x = operands.getFirst();
    Tensor ybar = orZeros(cotangents.getFirst(), results.getFirst());
    return switch (primitive) {
      case Primitive.Map(MapFunction function) ->
          map(function, operands, results, cotangents, wanted);

      case Primitive.Convert c -> List.of(ybar.astype(x.dtype()));

      case Primitive.Sum(MapFunction function, List<Integer> axes) -> {
        // ȳ is the same for all terms of a sum.
        boolean whole = axes.size() == x.shape().rank();
        Tensor spread = (whole ? ybar : ybar.reshape(kept(x, axes))).broadcastTo(x.shape().dims());
        yield operands.size() == 1 && function.returnsFirst()
            ? List.of(spread)
            : map(function, operands, null, List.of(spread), wanted);
      }

      case Primitive.Extremum(boolean largest, List<Integer> axes) -> {
        // The elements that equal the extremum share ȳ evenly.
        int[] kept = kept(x, axes);
        int[] summed = axes.stream().mapToInt(Integer::intValue).toArray();
        Tensor extremum = results.getFirst().stopGradient().reshape(kept);
        Tensor attained = x.stopGradient().equal(extremum).astype(x.dtype());
        Tensor count = axes.isEmpty() ? attained : attained.sum(summed).reshape(kept);
        yield List.of(attained.mul(ybar.reshape(kept).div(count)));
      }

      // Places do not change with the numbers; integers leave the record before they come here.
      case Primitive.ArgExtremum a -> Collections.singletonList(null);
      case Primitive.ArgSort a -> Collections.singletonList(null);

      // x_i is in every sum that comes after it: ȳ is summed from the other end.
      case Primitive.CumulativeSum(int axis, boolean reverse) ->
          List.of(Primitive.one(new Primitive.CumulativeSum(axis, !reverse), ybar));

      case Primitive.Contract c -> bilinear(c, operands, results, ybar, wanted);

      case Primitive.Reshape r -> List.of(ybar.reshape(x.shape().dims()));

      case Primitive.Permute(List<Integer> axes) -> {
        int[] inverse = new int[axes.size()];
        for (int i = 0; i < inverse.length; i++) {
          inverse[axes.get(i)] = i;
        }
        yield List.of(ybar.permute(inverse));
      }

      case Primitive.Broadcast(Shape shape) -> {
        // What was repeated is added up.
        int added = shape.rank() - x.shape().rank();
        int[] repeated =
            IntStream.range(0, shape.rank())
                .filter(a -> a < added || (x.dim(a - added) == 1 && shape.dim(a) != 1))
                .toArray();
        yield List.of(summed(ybar, repeated).reshape(x.shape().dims()));
      }

      case Primitive.Slice(List<Integer> starts, List<Integer> ends, List<Integer> steps) -> {
        // Zeros go where elements were left out.
        List<Integer> after = new ArrayList<>();
        List<Integer> between = new ArrayList<>();
        for (int a = 0; a < ends.size(); a++) {
          int taken = ybar.dim(a);
          int covered = taken == 0 ? 0 : (taken - 1) * steps.get(a) + 1;
          after.add(x.dim(a) - starts.get(a) - covered);
          between.add(steps.get(a) - 1);
        }
        yield List.of(Primitive.one(new Primitive.Pad(starts, after, between), ybar));
      }

      case Primitive.Reverse r -> List.of(Primitive.one(r, ybar));

      case Primitive.Pad(List<Integer> before, List<Integer> after, List<Integer> between) -> {
        List<Integer> ends = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int a = 0; a < before.size(); a++) {
          ends.add(ybar.dim(a) - after.get(a));
          steps.add(between.get(a) + 1);
        }
        yield List.of(Primitive.one(new Primitive.Slice(before, ends, steps), ybar));
      }

      case Primitive.Split(int axis, int parts) -> {
        Tensor[] pieces = new Tensor[parts];
        for (int i = 0; i < parts; i++) {
          pieces[i] = orZeros(cotangents.get(i), results.get(i));
        }
        yield List.of(Tensor.concatenate(axis, pieces));
      }

      case Primitive.Concatenate(int axis) -> {
        List<@Nullable Tensor> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < operands.size(); i++) {
          int end = start + operands.get(i).dim(axis);
          parts.add(wanted.get(i) ? ybar.slice(axis, start, end) : null);
          start = end;
        }
        yield parts;
      }

      case Primitive.Gather(int axis) ->
          pair(
              Primitive.one(new Primitive.ScatterAdd(axis, x.dim(axis)), ybar, operands.get(1)),
              null);

      case Primitive.ScatterAdd(int axis, int length) ->
          pair(Primitive.one(new Primitive.Gather(axis), ybar, operands.get(1)), null);

      case Primitive.Fft(int axis, boolean inverse) -> {
        // y = F·x with the symmetric matrix F(j, k) = e^(∓2πi·j·k/n). The adjoint of the map of
        // real and imaginary parts is the complex one, x̄ = Fᴴ·ȳ = F̄·ȳ: the other exponent.
        Tensor imaginary = orZeros(cotangents.get(1), results.get(1));
        yield Collections.unmodifiableList(
            Primitive.apply(new Primitive.Fft(axis, !inverse), List.of(ybar, imaginary)));
      }

      case Primitive.Convolution c -> bilinear(c, operands, results, ybar, wanted);

      case Primitive.Windows w ->
          List.of(
              Primitive.one(
                  new Primitive.Fold(w.axis(), x.dim(w.axis()), w.step(), w.dilation()), ybar));

      case Primitive.Fold f ->
          List.of(
              Primitive.one(
                  new Primitive.Windows(
                      f.axis(), x.dim(f.axis()), x.dim(-1), f.step(), f.dilation()),
                  ybar));

      case MatrixPrimitive matrices ->
          MatrixVjpRules.apply(matrices, operands, results, cotangents, wanted);

      case Primitive.Custom(CustomOperation operation) -> {
        List<Tensor> all = new ArrayList<>();
        for (int j = 0; j < results.size(); j++) {
          all.add(orZeros(cotangents.get(j), results.get(j)));
        }
        yield operation.vjp(operands, results, all, wanted);
      }
    };
  }

  /** Y = f(Z, …), Z a bilinear primitive of two operands: Z̄ by the rule of f, then theirs. */
  private static List<@Nullable Tensor> bilinear(
      Primitive.Bilinear primitive,
      List<Tensor> operands,
      List<Tensor> results,
      Tensor ybar,
      BitSet wanted) {
    Primitive alone = primitive.alone();
    Tensor first = operands.get(0);
    Tensor second = operands.get(1);
    if (primitive.isAlone()) {
      return factors(alone, first, second, ybar, wanted);
    }
    MapFunction function = primitive.then();
    List<@Nullable Tensor> arguments = new ArrayList<>(operands.subList(2, operands.size()));
    boolean product = Reads.derivativeBehind(function, wanted).reads(0);
    arguments.addFirst(product ? Primitive.one(alone, first, second) : null);
    List<@Nullable Tensor> found =
        map(
            function,
            arguments,
            results,
            Collections.singletonList(ybar),
            Reads.argumentsBehind(function, wanted));
    Tensor zbar = found.getFirst();
    List<@Nullable Tensor> all =
        zbar == null ? pair(null, null) : factors(alone, first, second, zbar, wanted);
    all.addAll(found.subList(1, found.size()));
    return all;
  }

  private static List<@Nullable Tensor> factors(
      Primitive primitive, Tensor first, Tensor second, Tensor ybar, BitSet wanted) {
    return primitive instanceof Primitive.Convolution convolution
        ? convolution(convolution, first, second, ybar, wanted)
        // P = A·B: Ā = P̄·Bᵀ, B̄ = Aᵀ·P̄
        : pair(
            wanted.get(0) ? ybar.matmul(second.transpose()) : null,
            wanted.get(1) ? first.transpose().matmul(ybar) : null);
  }

  /**
   * A role is the derivative of T(x, w, y) by one of the three; with the cotangent in its place the
   * derivatives by the two others are their cotangents.
   */
  private static List<@Nullable Tensor> convolution(
      Primitive.Convolution forward, Tensor first, Tensor second, Tensor ybar, BitSet wanted) {
    Primitive output = forward.in(Role.OUTPUT);
    Primitive input = forward.in(Role.INPUT);
    Primitive kernel = forward.in(Role.KERNEL);
    boolean a = wanted.get(0);
    boolean b = wanted.get(1);
    return switch (forward.role()) {
      // Y(X, W): X̄ = X(Ȳ, W), W̄ = W(X, Ȳ)
      case OUTPUT ->
          pair(
              a ? Primitive.one(input, ybar, second) : null,
              b ? Primitive.one(kernel, first, ybar) : null);
      // X(Y, W): Ȳ = Y(X̄, W), W̄ = W(X̄, Y)
      case INPUT ->
          pair(
              a ? Primitive.one(output, ybar, second) : null,
              b ? Primitive.one(kernel, ybar, first) : null);
      // W(X, Y): X̄ = X(Y, W̄), Ȳ = Y(X, W̄)
      case KERNEL ->
          pair(
              a ? Primitive.one(input, second, ybar) : null,
              b ? Primitive.one(output, first, ybar) : null);
    };
  }

  /**
   * The sum over increasing axes, neighbours together and the last ones first: so each pass reads
   * memory in order, as over images and positions for each channel.
   */
  private static Tensor summed(Tensor x, int[] axes) {
    Tensor sum = x;
    for (int end = axes.length; end > 0; ) {
      int start = end - 1;
      while (start > 0 && axes[start - 1] == axes[start] - 1) {
        start--;
      }
      sum = sum.sum(Arrays.copyOfRange(axes, start, end));
      end = start;
    }
    return sum;
  }

  /** The shape of x with length 1 at the axes. */
  static int[] kept(Tensor x, List<Integer> axes) {
    int[] dims = x.shape().dims();
    axes.forEach(axis -> dims[axis] = 1);
    return dims;
  }

  static Tensor orZeros(@Nullable Tensor cotangent, Tensor result) {
    return cotangent == null ? Tensor.zeros(result.dtype(), result.shape().dims()) : cotangent;
  }

  /**
   * The derivative of an elementwise function.
   *
   * @param operands null where the derivative does not read them
   * @param results null if they are not at hand
   */
  private static List<@Nullable Tensor> map(
      MapFunction function,
      List<? extends @Nullable Tensor> operands,
      @Nullable List<Tensor> results,
      List<@Nullable Tensor> cotangents,
      BitSet wanted) {
    List<@Nullable Tensor> all = new ArrayList<>(operands);
    BitSet given = new BitSet();
    for (int j = 0; j < cotangents.size(); j++) {
      given.set(j, cotangents.get(j) != null);
      all.add(results == null ? null : results.get(j));
    }
    all.addAll(cotangents);
    List<Tensor> found = function.reverse(wanted, given, results != null).apply(all);
    List<@Nullable Tensor> placed = new ArrayList<>();
    operands.forEach(_ -> placed.add(null));
    int next = 0;
    for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
      placed.set(i, found.get(next++));
    }
    return placed;
  }

  private static List<@Nullable Tensor> pair(@Nullable Tensor first, @Nullable Tensor second) {
    List<@Nullable Tensor> both = new ArrayList<>(2);
    both.add(first);
    both.add(second);
    return both;
  }
}

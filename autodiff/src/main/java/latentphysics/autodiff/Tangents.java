package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import latentphysics.tensor.Interpreter;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.TracedTensor;
import org.jspecify.annotations.Nullable;

/** Carries tangents along with the values of tensors that depend on chosen ones. */
final class Tangents implements Interpreter {
  private final long level = Tape.LEVELS.incrementAndGet();
  private final String operation;

  /**
   * Forward differentiation.
   *
   * @param operation whose name opens messages
   */
  Tangents(String operation) {
    this.operation = operation;
  }

  /** A value with its tangent, or with the reason why there is none. */
  private static final class Dual extends TracedTensor {
    final Tangents owner;
    final @Nullable Tensor tangent;
    final @Nullable Gap gap;

    Dual(Tangents owner, Tensor primal, @Nullable Tensor tangent, @Nullable Gap gap) {
      super(primal);
      this.owner = owner;
      this.tangent = tangent;
      this.gap = gap;
    }

    @Override
    public Interpreter interpreter() {
      return owner;
    }
  }

  @Override
  public long level() {
    return level;
  }

  /** A tensor that moves along a tangent. */
  Tensor moving(Tensor value, Tensor tangent) {
    return new Dual(this, value, tangent, null);
  }

  /** The value of a tensor without its tangent. */
  Tensor value(Tensor tensor) {
    Dual own = own(tensor);
    return own == null ? tensor : own.primal();
  }

  /**
   * The tangent of a tensor; zeros if it does not move.
   *
   * @throws UnsupportedOperationException if an operation in between has no derivative
   */
  Tensor tangent(Tensor tensor) {
    Dual own = own(tensor);
    if (own != null && own.gap != null) {
      throw own.gap.thrownBy(operation);
    }
    return VjpRules.orZeros(own == null ? null : own.tangent, tensor);
  }

  @Override
  public List<Tensor> apply(Primitive primitive, List<Tensor> operands) {
    List<Tensor> primals = new ArrayList<>(operands.size());
    List<@Nullable Tensor> tangents = new ArrayList<>(operands.size());
    BitSet moving = new BitSet();
    Gap gap = null;
    Gap chosenBy = null; // of what only chooses: it stays with integers and truth values
    for (int i = 0; i < operands.size(); i++) {
      Dual own = own(operands.get(i));
      primals.add(own == null ? operands.get(i) : own.primal());
      tangents.add(own == null ? null : own.tangent);
      moving.set(i, own != null && own.tangent != null);
      if (own != null && own.gap != null) {
        boolean asked = Reads.asks(primitive, i);
        gap = asked ? own.gap : gap;
        chosenBy = asked ? chosenBy : own.gap;
      }
    }
    List<Tensor> results = Primitive.apply(primitive, primals);
    List<@Nullable Tensor> moved = Collections.nCopies(results.size(), null);
    if (gap == null && !moving.isEmpty() && anyFloat(results)) {
      try {
        moved = JvpRules.apply(primitive, primals, results, tangents);
      } catch (UnsupportedOperationException e) {
        gap = Gap.of(primitive, primals.get(moving.nextSetBit(0)), e);
      }
    }
    List<Tensor> duals = new ArrayList<>(results.size());
    for (int i = 0; i < results.size(); i++) {
      Tensor result = results.get(i);
      Gap missing = gap;
      if (missing == null && !result.dtype().isFloat()) {
        missing =
            moving.isEmpty()
                ? chosenBy
                : Gap.ofType(primitive, primals.get(moving.nextSetBit(0)), result);
      }
      Tensor tangent = missing == null ? moved.get(i) : null;
      duals.add(
          missing == null && tangent == null ? result : new Dual(this, result, tangent, missing));
    }
    return duals;
  }

  private static boolean anyFloat(List<Tensor> results) {
    return results.stream().anyMatch(result -> result.dtype().isFloat());
  }

  private @Nullable Dual own(Tensor tensor) {
    return tensor instanceof Dual dual && dual.owner == this ? dual : null;
  }
}

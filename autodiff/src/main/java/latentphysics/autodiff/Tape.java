package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import latentphysics.tensor.Interpreter;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.TracedTensor;
import org.jspecify.annotations.Nullable;

/**
 * Records the primitives that depend on chosen tensors, and walks back over them.
 *
 * <p>What is recorded hangs on the recorded tensors themselves: what no result needs is garbage. A
 * tape belongs to the thread that made it.
 */
final class Tape implements Interpreter {
  /** Later tapes are inner ones: of two nested tapes the younger acts first. */
  private static final AtomicLong LEVELS = new AtomicLong();

  private final long level = LEVELS.incrementAndGet();
  private long recorded;

  /** One recorded primitive; without a primitive, a tensor that is differentiated by. */
  private static final class Node {
    final long order;
    final @Nullable Primitive primitive;
    final List<Tensor> operands;
    final List<Tensor> results;
    final List<@Nullable Recorded> parents;

    Node(
        long order,
        @Nullable Primitive primitive,
        List<Tensor> operands,
        List<Tensor> results,
        List<@Nullable Recorded> parents) {
      this.order = order;
      this.primitive = primitive;
      this.operands = operands;
      this.results = results;
      this.parents = parents;
    }
  }

  /** Result {@code index} of a node. */
  private static final class Recorded extends TracedTensor {
    final Tape tape;
    final Node node;
    final int index;

    Recorded(Tape tape, Node node, int index) {
      super(node.results.get(index));
      this.tape = tape;
      this.node = node;
      this.index = index;
    }

    @Override
    public Interpreter interpreter() {
      return tape;
    }
  }

  @Override
  public long level() {
    return level;
  }

  /** A tensor to differentiate by. */
  Tensor variable(Tensor value) {
    return new Recorded(this, new Node(recorded++, null, List.of(), List.of(value), List.of()), 0);
  }

  @Override
  public List<Tensor> apply(Primitive primitive, List<Tensor> operands) {
    List<Tensor> primals = new ArrayList<>(operands.size());
    List<@Nullable Recorded> parents = new ArrayList<>(operands.size());
    for (Tensor operand : operands) {
      Recorded parent = own(operand);
      parents.add(parent);
      primals.add(parent == null ? operand : parent.primal());
    }
    List<Tensor> results = Primitive.apply(primitive, primals);
    Node node = new Node(recorded++, primitive, primals, results, parents);
    List<Tensor> traced = new ArrayList<>(results.size());
    for (int i = 0; i < results.size(); i++) {
      // Integers and truth values have no derivative: they leave the record.
      Tensor result = results.get(i);
      traced.add(result.dtype().isFloat() ? new Recorded(this, node, i) : result);
    }
    return traced;
  }

  /** The value of a tensor without this tape's record of it. */
  Tensor value(Tensor tensor) {
    Recorded recordedTensor = own(tensor);
    return recordedTensor == null ? tensor : recordedTensor.primal();
  }

  /**
   * Cotangents of variables; zeros for those that the outputs do not depend on.
   *
   * @param outputs tensors, recorded or not
   * @param cotangents one for each output, of its shape
   */
  List<Tensor> pullback(List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> variables) {
    Map<Node, List<@Nullable Tensor>> adjoints = new HashMap<>();
    // Later nodes first: when a node's turn comes, all that use it have been there.
    PriorityQueue<Node> pending =
        new PriorityQueue<>(Comparator.comparingLong((Node node) -> node.order).reversed());
    for (int i = 0; i < outputs.size(); i++) {
      accumulate(own(outputs.get(i)), cotangents.get(i), adjoints, pending);
    }
    for (Node node = pending.poll(); node != null; node = pending.poll()) {
      if (node.primitive != null) {
        propagate(node, node.primitive, adjoints, pending);
      }
    }
    List<Tensor> result = new ArrayList<>(variables.size());
    for (Tensor variable : variables) {
      Recorded own = own(variable);
      List<@Nullable Tensor> found = own == null ? null : adjoints.get(own.node);
      Tensor adjoint = found == null ? null : found.getFirst();
      result.add(
          adjoint == null ? Tensor.zeros(variable.dtype(), variable.shape().dims()) : adjoint);
    }
    return result;
  }

  private void propagate(
      Node node,
      Primitive primitive,
      Map<Node, List<@Nullable Tensor>> adjoints,
      PriorityQueue<Node> pending) {
    List<@Nullable Tensor> found = adjoints.remove(node);
    if (found == null) {
      throw new AssertionError("a node is visited because it has a cotangent");
    }
    BitSet wanted = new BitSet();
    for (int i = 0; i < node.parents.size(); i++) {
      wanted.set(i, node.parents.get(i) != null);
    }
    List<@Nullable Tensor> contributions =
        VjpRules.apply(primitive, node.operands, node.results, found, wanted);
    for (int i = 0; i < node.parents.size(); i++) {
      Tensor contribution = contributions.get(i);
      if (contribution != null) {
        accumulate(node.parents.get(i), contribution, adjoints, pending);
      }
    }
  }

  private static void accumulate(
      @Nullable Recorded target,
      Tensor contribution,
      Map<Node, List<@Nullable Tensor>> adjoints,
      PriorityQueue<Node> pending) {
    if (target == null) {
      return;
    }
    List<@Nullable Tensor> found = adjoints.get(target.node);
    if (found == null) {
      found = new ArrayList<>();
      for (int i = 0; i < target.node.results.size(); i++) {
        found.add(null);
      }
      adjoints.put(target.node, found);
      pending.add(target.node);
    }
    Tensor before = found.get(target.index);
    found.set(target.index, before == null ? contribution : before.add(contribution));
  }

  private @Nullable Recorded own(Tensor tensor) {
    return tensor instanceof Recorded r && r.tape == this ? r : null;
  }
}

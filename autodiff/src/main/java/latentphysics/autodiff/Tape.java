package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
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
 * <p>What is recorded hangs on the recorded tensors themselves: what no result needs is garbage. Of
 * operands and results a record keeps those that the derivative reads; of the others it keeps type
 * and shape. A tape belongs to the thread that made it.
 */
final class Tape implements Interpreter {
  /** Later interpreters are inner ones: of two nested ones the younger acts first. */
  static final AtomicLong LEVELS = new AtomicLong();

  private final long level = LEVELS.incrementAndGet();
  private final Thread owner = Thread.currentThread();
  private final String operation;
  private boolean finished;
  private long recorded;
  private long walks;

  /**
   * A tape.
   *
   * @param operation whose name opens messages
   */
  Tape(String operation) {
    this.operation = operation;
  }

  /** One recorded primitive; without a primitive, a tensor that is differentiated by. */
  private static final class Node {
    static final @Nullable Tensor[] NONE = {};

    final long order;
    final @Nullable Primitive primitive;
    List<Tensor> operands;
    List<Tensor> results;
    final @Nullable Node[] parents;
    final int[] parentResults;

    /** Why there is no derivative by the results; null if there is one. */
    final @Nullable Gap gap;

    /** Cotangents of the results during a walk of this number. */
    @Nullable Tensor[] cotangents = NONE;

    long walk;

    Node(
        long order,
        @Nullable Primitive primitive,
        List<Tensor> operands,
        List<Tensor> results,
        @Nullable Node[] parents,
        int[] parentResults,
        @Nullable Gap gap) {
      this.order = order;
      this.primitive = primitive;
      this.operands = operands;
      this.results = results;
      this.parents = parents;
      this.parentResults = parentResults;
      this.gap = gap;
    }

    /** Drops all that has been used. */
    void forget() {
      operands = List.of();
      results = List.of();
      Arrays.fill(parents, null);
    }
  }

  /** Result {@code index} of a node. */
  private static final class Recorded extends TracedTensor {
    final Tape tape;
    final Node node;
    final int index;

    Recorded(Tape tape, Node node, int index, Tensor primal) {
      super(primal);
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

  /** A floating-point tensor to differentiate by. */
  Tensor variable(Tensor value) {
    Node node =
        new Node(
            recorded++, null, List.of(), List.of(value), new @Nullable Node[0], new int[0], null);
    return new Recorded(this, node, 0, value);
  }

  /** Ends the recording: from now on only values are taken from recorded tensors. */
  void finish() {
    finished = true;
  }

  @Override
  public List<Tensor> apply(Primitive primitive, List<Tensor> operands) {
    requireRecording(primitive);
    int count = operands.size();
    List<Tensor> primals = new ArrayList<>(count);
    @Nullable Node[] parents = new @Nullable Node[count];
    int[] parentResults = new int[count];
    BitSet wanted = new BitSet();
    Gap gap = null;
    Gap chosenBy = null; // of what only chooses: it stays with integers and truth values
    for (int i = 0; i < count; i++) {
      if (!(operands.get(i) instanceof Recorded r && r.tape == this)) {
        primals.add(operands.get(i));
        continue;
      }
      primals.add(r.primal());
      if (r.node.gap == null) {
        wanted.set(i);
      } else if (Reads.asks(primitive, i)) {
        gap = r.node.gap;
      } else {
        chosenBy = r.node.gap;
        continue;
      }
      parents[i] = r.node;
      parentResults[i] = r.index;
    }
    if (!wanted.isEmpty()) {
      try {
        List<Tensor> halves = Reads.split(primitive, operands, wanted);
        return halves != null ? halves : record(primitive, primals, parents, parentResults, wanted);
      } catch (UnsupportedOperationException e) {
        gap = Gap.of(primitive, operands.get(wanted.nextSetBit(0)), e);
      }
    }
    List<Tensor> results = Primitive.apply(primitive, primals);
    List<Tensor> traced = new ArrayList<>(results.size());
    for (Tensor result : results) {
      Gap before = gap == null && !result.dtype().isFloat() ? chosenBy : gap;
      traced.add(before == null ? result : beyond(before, result));
    }
    return traced;
  }

  private List<Tensor> record(
      Primitive primitive,
      List<Tensor> primals,
      @Nullable Node[] parents,
      int[] parentResults,
      BitSet wanted) {
    List<Tensor> results = Primitive.apply(primitive, primals);
    Tensor operand = primals.get(wanted.nextSetBit(0));
    if (!results.getFirst().dtype().isFloat() && results.size() == 1) {
      Tensor result = results.getFirst();
      return List.of(beyond(Gap.ofType(primitive, operand, result), result));
    }
    Reads reads = Reads.of(primitive, primals.size(), results.size(), wanted);
    Node node =
        new Node(
            recorded++,
            primitive,
            kept(primals, reads.operands()),
            kept(results, reads.results()),
            parents,
            parentResults,
            null);
    List<Tensor> traced = new ArrayList<>(results.size());
    for (int i = 0; i < results.size(); i++) {
      Tensor result = results.get(i);
      traced.add(
          result.dtype().isFloat()
              ? new Recorded(this, node, i, result)
              : beyond(Gap.ofType(primitive, operand, result), result));
    }
    return traced;
  }

  /** A result through which no derivative goes: asked for one, it says why. */
  private Tensor beyond(Gap gap, Tensor result) {
    Node node =
        new Node(recorded++, null, List.of(), List.of(), new @Nullable Node[0], new int[0], gap);
    return new Recorded(this, node, 0, result);
  }

  private void requireRecording(Primitive primitive) {
    if (finished) {
      throw new IllegalStateException(
          operation
              + ": "
              + primitive.label()
              + " of a tensor under differentiation after its function has returned; return it as a"
              + " result, or stopGradient() it");
    }
    if (!owner.equals(Thread.currentThread())) {
      throw new IllegalStateException(
          operation
              + ": "
              + primitive.label()
              + " of a tensor under differentiation on another thread than that of its function");
    }
  }

  /** The chosen tensors; of the others type and shape, with NaN for every number. */
  private static List<Tensor> kept(List<Tensor> tensors, BitSet chosen) {
    if (chosen.cardinality() == tensors.size()) {
      return tensors;
    }
    List<Tensor> kept = new ArrayList<>(tensors.size());
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      kept.add(
          chosen.get(i) ? tensor : Tensor.full(tensor.dtype(), Double.NaN, tensor.shape().dims()));
    }
    return kept;
  }

  /** The value of a tensor without this tape's record of it. */
  Tensor value(Tensor tensor) {
    Recorded own = own(tensor);
    return own == null ? tensor : own.primal();
  }

  /**
   * Throws where a tensor depends on the variables in a way that has no derivative.
   *
   * @throws UnsupportedOperationException naming the operation in between
   */
  void requireDerivative(Tensor output) {
    Recorded own = own(output);
    if (own != null && own.node.gap != null) {
      throw own.node.gap.thrownBy(operation);
    }
  }

  /**
   * Cotangents of variables; zeros for those that the outputs do not depend on.
   *
   * @param outputs tensors, recorded or not
   * @param cotangents one for each output, of its type and shape
   * @param last whether what was recorded may be dropped on the way
   * @throws UnsupportedOperationException if an operation in between has no derivative
   */
  List<Tensor> pullback(
      List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> variables, boolean last) {
    walks++;
    // Later nodes first: when a node's turn comes, all that use it have been there.
    PriorityQueue<Node> pending =
        new PriorityQueue<>(Comparator.comparingLong((Node node) -> node.order).reversed());
    for (int i = 0; i < outputs.size(); i++) {
      requireDerivative(outputs.get(i));
      Recorded own = own(outputs.get(i));
      if (own != null) {
        accumulate(own.node, own.index, cotangents.get(i), pending);
      }
    }
    for (Node node = pending.poll(); node != null; node = pending.poll()) {
      if (node.primitive != null) {
        propagate(node, node.primitive, pending);
        if (last) {
          node.forget();
        }
      }
    }
    List<Tensor> result = new ArrayList<>(variables.size());
    for (Tensor variable : variables) {
      Recorded own = own(variable);
      Tensor found = own == null || own.node.walk != walks ? null : own.node.cotangents[0];
      result.add(found == null ? Tensor.zeros(variable.dtype(), variable.shape().dims()) : found);
    }
    return result;
  }

  private void propagate(Node node, Primitive primitive, PriorityQueue<Node> pending) {
    List<@Nullable Tensor> cotangents = new ArrayList<>(node.cotangents.length);
    Collections.addAll(cotangents, node.cotangents);
    node.cotangents = Node.NONE;
    BitSet wanted = new BitSet();
    for (int i = 0; i < node.parents.length; i++) {
      Node parent = node.parents[i];
      if (parent != null && parent.gap != null) {
        throw parent.gap.thrownBy(operation);
      }
      wanted.set(i, parent != null);
    }
    List<@Nullable Tensor> contributions =
        VjpRules.apply(primitive, node.operands, node.results, cotangents, wanted);
    for (int i = 0; i < node.parents.length; i++) {
      Node parent = node.parents[i];
      Tensor contribution = contributions.get(i);
      if (parent != null && contribution != null) {
        accumulate(parent, node.parentResults[i], contribution, pending);
      }
    }
  }

  private void accumulate(Node node, int result, Tensor contribution, PriorityQueue<Node> pending) {
    if (node.walk != walks) {
      node.walk = walks;
      node.cotangents = new @Nullable Tensor[node.results.size()];
      pending.add(node);
    }
    Tensor before = node.cotangents[result];
    node.cotangents[result] = before == null ? contribution : before.add(contribution);
  }

  private @Nullable Recorded own(Tensor tensor) {
    return tensor instanceof Recorded r && r.tape == this ? r : null;
  }
}

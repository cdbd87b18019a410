package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * A piece of work: its operands, how we do it, and whom we measure it against.
 *
 * @param name as it stands in the ledger, such as "exp 1e6"
 * @param threads that both sides may use
 * @param operands what it reads, shared by all sides
 * @param ours how we do it
 * @param opponents whom we measure it against
 */
record Work(
    String name,
    int threads,
    List<Operand> operands,
    Opponent.Maker ours,
    List<Opponent> opponents) {

  /** Work of a function of tensors; its result is a fresh tensor each time. */
  static Work of(
      String name, int threads, List<Operand> operands, Function<List<Tensor>, Tensor> function) {
    return new Work(
        name, threads, operands, (o, t) -> new TensorContender(function, o, t), List.of());
  }

  /** Work of a function with several results, all of them fresh each time. */
  static Work ofSeveral(
      String name,
      int threads,
      List<Operand> operands,
      Function<List<Tensor>, List<Tensor>> function) {
    Opponent.Maker ours =
        (o, t) -> {
          List<Tensor> tensors = o.stream().map(Operand::tensor).toList();
          return new ListContender(() -> function.apply(tensors), t);
        };
    return new Work(name, threads, operands, ours, List.of());
  }

  /** The same, with all sides so far compared by invariants of their results alone. */
  Work comparing(Invariants invariants) {
    List<Opponent> all =
        opponents.stream()
            .map(o -> new Opponent(o.name(), o.target(), invariants.of(o.maker())))
            .toList();
    return new Work(name, threads, operands, invariants.of(ours), all);
  }

  /** The same, measured against one more opponent, without a target. */
  Work against(String opponent, Opponent.Maker maker) {
    return against(opponent, Double.NaN, maker);
  }

  /** The same, measured against one more opponent. */
  Work against(String opponent, double target, Opponent.Maker maker) {
    List<Opponent> all = new ArrayList<>(opponents);
    all.add(new Opponent(opponent, target, maker));
    return new Work(name, threads, operands, ours, List.copyOf(all));
  }

  /** The same against a fixed time: met where we need no longer than that. */
  Work within(double micros) {
    return against(Ledger.LIMIT, 1, (operands, t) -> new FixedTime(Math.round(micros * 1000)));
  }

  /** Type of the operands. */
  DType dtype() {
    return operands.getFirst().dtype();
  }

  /** Name, type and threads in one line. */
  String title() {
    return name
        + ", "
        + Fork.name(dtype())
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }

  /** Largest difference between two sides' results, relative to the largest number. */
  double tolerance() {
    return dtype() == DType.FLOAT32 ? 1e-4 : 1e-11;
  }
}

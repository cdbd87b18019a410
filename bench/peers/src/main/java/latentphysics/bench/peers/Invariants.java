package latentphysics.bench.peers;

import java.util.List;
import latentphysics.tensor.Tensor;

/**
 * What results of one piece of work have in common where the results themselves may differ: vectors
 * in sign and order, solutions by the condition of their system. Only this is compared, in float64,
 * and none of it is timed.
 */
@FunctionalInterface
interface Invariants {

  /**
   * Invariants of some results, all in row-major order.
   *
   * @param operands what was worked on
   * @param results as a contender gave them
   */
  List<Tensor> of(List<Operand> operands, List<double[]> results);

  /** Of U, s and Vᵀ of square matrices: sorted s, U·diag(s)·Vᵀ, Uᵀ·U and Vᵀ·V. */
  static List<Tensor> ofSvd(List<Operand> operands, List<double[]> results) {
    Tensor u = matrices(operands.getFirst(), results.get(0));
    Tensor s = values(operands.getFirst(), results.get(1));
    Tensor vt = matrices(operands.getFirst(), results.get(2));
    return List.of(
        s.sort(-1),
        u.mul(s.expandDims(-2)).matmul(vt),
        u.transpose().matmul(u),
        vt.matmul(vt.transpose()));
  }

  /** Of eigenvalues w and vectors V: sorted w, V·diag(w)·Vᵀ and Vᵀ·V. */
  static List<Tensor> ofEigh(List<Operand> operands, List<double[]> results) {
    Tensor w = values(operands.getFirst(), results.get(0));
    Tensor v = matrices(operands.getFirst(), results.get(1));
    return List.of(
        w.sort(-1), v.mul(w.expandDims(-2)).matmul(v.transpose()), v.transpose().matmul(v));
  }

  /** Of the solution X of A·X = B: A·X over the largest element of X, which rounding goes by. */
  static List<Tensor> ofSolution(List<Operand> operands, List<double[]> results) {
    Operand a = operands.getFirst();
    int[] dims = a.dims();
    int last = dims.length - 1;
    dims[last] = results.getFirst().length / (a.size() / dims[last]);
    Tensor x = Tensor.of(results.getFirst(), dims);
    Tensor matrix = Tensor.of(a.doubles(), a.dims());
    Tensor largest = x.abs().max(-1, -2).expandDims(-1).expandDims(-1);
    return List.of(matrix.matmul(x).div(largest));
  }

  private static Tensor matrices(Operand like, double[] values) {
    return Tensor.of(values, like.dims());
  }

  private static Tensor values(Operand like, double[] values) {
    int[] dims = like.dims();
    int[] batch = new int[dims.length - 1];
    System.arraycopy(dims, 0, batch, 0, batch.length);
    return Tensor.of(values, batch);
  }

  /** Makes contenders whose invariants are compared. */
  default Opponent.Maker of(Opponent.Maker maker) {
    return (operands, threads) -> {
      Contender contender = maker.make(operands, threads);
      return new Compared(contender, operands, this);
    };
  }

  /**
   * A contender whose invariants are compared.
   *
   * @param contender does the work
   * @param operands what it works on
   * @param invariants of its results
   */
  record Compared(Contender contender, List<Operand> operands, Invariants invariants)
      implements Contender {

    @Override
    public void run(int calls) {
      contender.run(calls);
    }

    @Override
    public double[] result() {
      return results().getFirst();
    }

    @Override
    public List<double[]> results() {
      return invariants.of(operands, contender.results()).stream().map(Tensor::toDoubles).toList();
    }

    @Override
    public void close() {
      contender.close();
    }
  }
}

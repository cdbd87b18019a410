package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ojalgo.function.constant.PrimitiveMath;

/** Elementwise functions. */
final class ElementwiseWorks {
  private static final int MILLION = 1_000_000;
  private static final double FUNCTION_TARGET = 0.5;
  private static final double CHAIN_TARGET = 0.3;

  /** What one addition of 16 numbers may take, in microseconds. */
  private static final double SMALL_ADD_MICROS = 0.1;

  /** Eleven operations: × + tanh × − abs + log × exp sqrt. */
  private static final MapFunction CHAIN = MapFunction.unary("chain", ElementwiseWorks::chain);

  private static final String CHAIN_BEFORE =
      """
      y = torch.mul(x0, 1.5)
      y = torch.add(y, 0.5)
      y = torch.tanh(y)
      y = torch.mul(y, x0)
      y = torch.sub(y, 0.25)
      y = torch.abs(y)
      y = torch.add(y, 1.)
      y = torch.log(y)
      y = torch.mul(y, 0.5)
      y = torch.exp(y)
      """;

  private ElementwiseWorks() {}

  static List<Work> all() {
    List<Work> works = new ArrayList<>();
    Operand x = Operand.uniform(DType.FLOAT32, 1, -3, 3, MILLION);
    Operand positive = Operand.uniform(DType.FLOAT32, 1, 0.01, 10, MILLION);
    Operand wide = Operand.uniform(DType.FLOAT64, 1, -3, 3, MILLION);
    works.add(
        function("exp", 1, x, Tensor::exp)
            .against(Ejml.NAME, Ejml.of((o, y) -> CommonOps_FDRM.elementExp(o.getFirst(), y)))
            .against(OjAlgo.NAME, OjAlgo.map(PrimitiveMath.EXP)));
    works.add(
        function("log", 1, positive, Tensor::log)
            .against(Ejml.NAME, Ejml.of((o, y) -> CommonOps_FDRM.elementLog(o.getFirst(), y)))
            .against(OjAlgo.NAME, OjAlgo.map(PrimitiveMath.LOG)));
    works.add(
        function("sin", 1, x, Tensor::sin).against(OjAlgo.NAME, OjAlgo.map(PrimitiveMath.SIN)));
    works.add(
        function("tanh", 1, x, Tensor::tanh).against(OjAlgo.NAME, OjAlgo.map(PrimitiveMath.TANH)));
    works.add(function("sigmoid", 1, x, Tensor::sigmoid));
    works.add(function("erf", 1, x, Tensor::erf));
    works.add(
        add(1, x, positive)
            .against(Ejml.NAME, Ejml.of((o, y) -> CommonOps_FDRM.add(o.get(0), o.get(1), y))));
    works.add(chain(1, x));
    works.add(function("exp", 2, x, Tensor::exp));
    works.add(function("log", 2, positive, Tensor::log));
    works.add(function("sin", 2, x, Tensor::sin));
    works.add(function("tanh", 2, x, Tensor::tanh));
    works.add(function("sigmoid", 2, x, Tensor::sigmoid));
    works.add(function("erf", 2, x, Tensor::erf));
    works.add(add(2, x, positive));
    works.add(chain(2, x));
    works.add(function("exp", 1, wide, Tensor::exp));
    works.add(function("tanh", 1, wide, Tensor::tanh));
    Operand small = Operand.of(DType.FLOAT32, 1, 16);
    works.add(
        Work.of("add 16", 1, List.of(small, small), o -> o.get(0).add(o.get(1)))
            .within(SMALL_ADD_MICROS)
            .against(PyTorch.NAME, PyTorch.script("torch.add(x0, x1)"))
            .against(Ejml.NAME, Ejml.of((o, y) -> CommonOps_FDRM.add(o.get(0), o.get(1), y))));
    return works;
  }

  /** A function of a million numbers that bears the same name on both sides. */
  private static Work function(
      String name, int threads, Operand x, UnaryOperator<Tensor> function) {
    // float64 has no target of its own.
    double target = x.dtype() == DType.FLOAT32 ? FUNCTION_TARGET : Double.NaN;
    return Work.of(name + " 1e6", threads, List.of(x), o -> function.apply(o.getFirst()))
        .against(PyTorch.NAME, target, PyTorch.script("torch." + name + "(x0)"));
  }

  private static Work add(int threads, Operand x, Operand y) {
    return Work.of("add 1e6", threads, List.of(x, y), o -> o.get(0).add(o.get(1)))
        .against(PyTorch.NAME, PyTorch.script("torch.add(x0, x1)"));
  }

  private static Work chain(int threads, Operand x) {
    return Work.of("chain of 11, 1e6", threads, List.of(x), o -> Tensor.map(CHAIN, o.getFirst()))
        .against(PyTorch.NAME, CHAIN_TARGET, PyTorch.script(CHAIN_BEFORE, "torch.sqrt(y)"));
  }

  private static Expr chain(Expr x) {
    Expr tanh = x.mul(Expr.constant(1.5)).add(Expr.constant(0.5)).call(Expr.Function.TANH);
    Expr positive = tanh.mul(x).sub(Expr.constant(0.25)).abs().add(Expr.constant(1));
    Expr half = positive.call(Expr.Function.LOG).mul(Expr.constant(0.5));
    return half.call(Expr.Function.EXP).sqrt();
  }
}

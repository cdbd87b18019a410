package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.CustomOperation;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Protects the promise that a derivative that does not exist is an error with the operation's name,
 * forwards and in reverse, and that what only chooses may be chosen freely.
 */
final class MissingDerivativeTest {
  private static final Tensor X = Tensor.of(new double[] {3, -1, 2});

  private static void missing(String sentence, Executable call) {
    assertEquals(sentence, assertThrows(UnsupportedOperationException.class, call).getMessage());
  }

  /** Both ways through a function of X refuse, with the same reason. */
  private static void hasNone(String reason, UnaryOperator<Tensor> function) {
    String rest = reason + "; stopGradient() says that none is wanted";
    missing("grad: " + rest, () -> Autodiff.grad(function.andThen(Tensor::sum), X));
    missing(
        "jvp: " + rest,
        () -> Autodiff.jvp(x -> List.of(function.apply(x.getFirst())), List.of(X), List.of(X)));
  }

  @Test
  void placesAndTruthValuesAndIntegersHaveNone() {
    hasNone("argmax of float64[3] has no derivative, as its result is int32", x -> x.argmax(0));
    hasNone(
        "argsort of float64[3] has no derivative, as its result is int32",
        x -> x.argsort(0).astype(DType.FLOAT64));
    hasNone(
        "less of float64[3] has no derivative, as its result is bool",
        x -> x.mul(x.greater(0).astype(DType.FLOAT64)));
    hasNone(
        "less of float64[3] has no derivative, as its result is bool", x -> x.mul(x.greater(0)));
    hasNone(
        "astype of float64[3] has no derivative, as its result is int32",
        x -> x.astype(DType.INT32).mul(2).add(x));
  }

  @Test
  void theFirstOperationOfAChainIsNamed() {
    hasNone(
        "argmax of float64[3] has no derivative, as its result is int32",
        x -> x.argmax(0).add(1).equal(2).astype(DType.FLOAT64).mul(x.sum()));
  }

  @Test
  void bitOperationsHaveNone() {
    MapFunction bits =
        MapFunction.unary(
            "sign bit off",
            x ->
                new Expr.FromBits(
                    new Expr.Bits.Combine(
                        Expr.BitsOp.AND,
                        new Expr.Bits.Of(x),
                        new Expr.Bits.Pattern(Long.MAX_VALUE))));
    hasNone(
        "sign bit off of float64[3] has no derivative, as it is made of bit operations",
        x -> Tensor.map(bits, x));
    Close.sameBits(
        List.of(Tensor.of(new double[] {3, 1, 2})),
        List.of(Autodiff.grad(x -> x.mul(Tensor.map(bits, x.stopGradient())).sum(), X)),
        "as a constant");
  }

  @Test
  void conditionsAndIndicesChoose() {
    Close.sameBits(
        List.of(Tensor.of(new double[] {2, 1, 2})),
        List.of(Autodiff.grad(x -> Tensor.where(x.greater(0), x.mul(2), x).sum(), X)),
        "where");
    Close.sameBits(
        List.of(Tensor.of(new double[] {1, 0, 0})),
        List.of(Autodiff.grad(x -> x.gather(x.argmax(0).expandDims(0), 0).sum(), X)),
        "gather");
    Close.sameBits(
        List.of(Tensor.of(new double[] {0, 0, 0})),
        List.of(Autodiff.grad(x -> x.floor().add(x.round()).add(x.sign()).sum(), X)),
        "roundings are flat");
  }

  @Test
  void whatIsNotUsedMayHaveNone() {
    Close.sameBits(
        List.of(Tensor.of(new double[] {1, 1, 1})),
        List.of(
            Autodiff.grad(
                x -> {
                  Tensor unused = x.argmax(0).astype(DType.FLOAT64).mul(x);
                  assertEquals(3, unused.shape().size());
                  return x.sum();
                },
                X)),
        "unused");
  }

  @Test
  void integersAreNoParameters() {
    Tensor n = Tensor.of(new int[] {1, 2});
    Close.rejects(
        "grad: parameter 1 is int32, which has no derivative; expected float32 or float64",
        () -> Autodiff.grad(p -> p.getFirst().sum(), List.of(X, n)));
    Close.rejects(
        "jvp: parameter 0 is int32, which has no derivative; expected float32 or float64",
        () -> Autodiff.jvp(p -> p, List.of(n), List.of(n)));
    Close.rejects(
        "grad: the function returned int32, expected float32 or float64",
        () -> Autodiff.grad(p -> Tensor.scalar(DType.INT32, 3), X));
  }

  @Test
  void integersAreNoOutputsOfPullbacks() {
    Autodiff.Vjp vjp =
        Autodiff.vjp(p -> List.of(p.getFirst().sum(), p.getFirst().argmax(0)), List.of(X));
    assertEquals(0, vjp.outputs().get(1).item());
    missing(
        "vjp: argmax of float64[3] has no derivative, as its result is int32; stopGradient() says"
            + " that none is wanted",
        () ->
            vjp.pullback()
                .apply(List.of(Tensor.scalar(DType.FLOAT64, 1), Tensor.scalar(DType.INT32, 1))));
  }

  @Test
  void leakedTensorsAreRefused() {
    Tensor[] leaked = new Tensor[1];
    Tensor g =
        Autodiff.grad(
            x -> {
              leaked[0] = x;
              return x.sum();
            },
            X);
    assertEquals(3, g.shape().size());
    assertEquals(
        "grad: mul of a tensor under differentiation after its function has returned; return it as"
            + " a result, or stopGradient() it",
        assertThrows(IllegalStateException.class, () -> leaked[0].mul(2)).getMessage());
    assertEquals(6, leaked[0].stopGradient().mul(2).toDoubles()[0]);
  }

  @Test
  void otherThreadsAreRefused() {
    Autodiff.grad(
        x -> {
          Throwable[] thrown = new Throwable[1];
          Thread other =
              Thread.ofVirtual()
                  .start(() -> {
                    try {
                      x.mul(2);
                    } catch (IllegalStateException e) {
                      thrown[0] = e;
                    }
                  });
          try {
            other.join();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          assertEquals(
              "grad: mul of a tensor under differentiation on another thread than that of its"
                  + " function",
              thrown[0].getMessage());
          return x.sum();
        },
        X);
  }

  @Test
  void customCodeMustNotReachForTensorsUnderDifferentiation() {
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                Autodiff.grad(
                    x -> {
                      SquareAndProduct inner = new SquareAndProduct();
                      Primitive custom = new Primitive.Custom(new Reaching(inner, x));
                      return Primitive.apply(custom, List.of(X, x.expandDims(0))).getFirst().sum();
                    },
                    X));
    assertEquals(
        "square and product: its code uses a tensor under differentiation that is no operand; pass"
            + " it as one, or stopGradient() it",
        thrown.getMessage());
  }

  /** Computes with a tensor that it was not given. */
  private record Reaching(SquareAndProduct rules, Tensor captured) implements CustomOperation {
    @Override
    public String name() {
      return rules.name();
    }

    @Override
    public List<Tensor> apply(List<Tensor> x) {
      return List.of(captured.mul(x.get(0)), x.get(0));
    }

    @Override
    public List<@Nullable Tensor> vjp(
        List<Tensor> x, List<Tensor> results, List<Tensor> cotangents, BitSet wanted) {
      return rules.vjp(x, results, cotangents, wanted);
    }

    @Override
    public List<Tensor> jvp(List<Tensor> x, List<Tensor> results, List<Tensor> tangents) {
      return rules.jvp(x, results, tangents);
    }
  }
}

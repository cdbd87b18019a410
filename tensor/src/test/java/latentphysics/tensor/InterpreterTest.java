package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protects that an interpreter sees each primitive once, the innermost one first. */
final class InterpreterTest {

  /** Notes the primitives that pass and hands them on. */
  private static final class Counting implements Interpreter {
    final long level;
    final List<String> log;

    Counting(long level, List<String> log) {
      this.level = level;
      this.log = log;
    }

    Tensor wrap(Tensor primal) {
      return new Counted(primal, this);
    }

    @Override
    public long level() {
      return level;
    }

    @Override
    public List<Tensor> apply(Primitive primitive, List<Tensor> operands) {
      log.add(level + " " + primitive.label());
      List<Tensor> inner =
          operands.stream()
              .map(t -> t instanceof Counted c && c.interpreter() == this ? c.primal() : t)
              .toList();
      return Primitive.apply(primitive, inner).stream().map(this::wrap).toList();
    }
  }

  private static final class Counted extends TracedTensor {
    private final Counting interpreter;

    Counted(Tensor primal, Counting interpreter) {
      super(primal);
      this.interpreter = interpreter;
    }

    @Override
    public Interpreter interpreter() {
      return interpreter;
    }
  }

  private final List<String> log = new ArrayList<>();
  private final Counting outer = new Counting(1, log);
  private final Counting inner = new Counting(2, log);

  @Test
  void plainTensorsNeedNoInterpreter() {
    Tensor x = Samples.random(DType.FLOAT32, 1200, 3);
    assertFalse(x.add(x) instanceof TracedTensor);
    assertEquals(List.of(), log);
  }

  @Test
  void everyMethodEndsInPrimitives() {
    Tensor x = outer.wrap(Samples.random(DType.FLOAT64, 1210, 2, 3));
    Tensor row = Samples.random(DType.FLOAT64, 1211, 3);
    List<Tensor> results =
        List.of(
            x.add(row),
            row.sub(x),
            x.mul(2),
            x.tanh(),
            x.sum(0),
            x.mean(),
            x.transpose(),
            x.reshape(6),
            x.slice(1, 0, 2),
            x.matmul(x.transpose()),
            Tensor.concatenate(0, row.reshape(1, 3), x),
            x.matmul(x.transpose()).lstsq(x));
    results.forEach(result -> assertInstanceOf(Counted.class, result));
    // Only traced operands are broadcast by the interpreter, and only if their shape changes.
    assertEquals(
        List.of(
            "1 add",
            "1 sub",
            "1 mul",
            "1 tanh",
            "1 sum",
            "1 sum",
            "1 div",
            "1 permute",
            "1 reshape",
            "1 slice",
            "1 permute",
            "1 matmul",
            "1 concatenate",
            "1 permute",
            "1 matmul",
            "1 lstsq"),
        log);
  }

  @Test
  void tracedOperandsAreBroadcastByTheirInterpreter() {
    Tensor column = outer.wrap(Samples.random(DType.FLOAT64, 1220, 2, 1));
    assertEquals(Shape.of(2, 3), column.add(Samples.random(DType.FLOAT64, 1221, 3)).shape());
    assertEquals(List.of("1 broadcast", "1 add"), log);
  }

  @Test
  void valuesAreThoseOfPlainTensors() {
    Tensor x = Samples.random(DType.FLOAT64, 1230, 4, 4);
    Tensor expected = x.sin().matmul(x).sum(0).div(3);
    Tensor traced = outer.wrap(x).sin().matmul(inner.wrap(x)).sum(0).div(3);
    Check.sameBits(expected, traced, "seed 1230");
    assertEquals(expected.toString(), traced.toString());
    assertEquals(x.sum().item(), outer.wrap(x).sum().item());
  }

  @Test
  void theHigherLevelActsFirst() {
    Tensor x = Samples.random(DType.FLOAT32, 1240, 3);
    Tensor low = outer.wrap(x);
    Tensor high = inner.wrap(low);
    assertSame(inner, ((TracedTensor) low.mul(high)).interpreter());
    assertEquals(List.of("2 mul", "1 mul"), log);
    log.clear();
    assertSame(inner, ((TracedTensor) high.mul(low)).interpreter());
    assertEquals(List.of("2 mul", "1 mul"), log);
    log.clear();
    low.mul(x).neg();
    assertEquals(List.of("1 mul", "1 neg"), log);
  }

  @Test
  void theOrderOfOperandsDoesNotMatterForTheLevel() {
    Tensor x = Samples.random(DType.FLOAT32, 1250, 2);
    Tensor joined = Tensor.concatenate(0, x, outer.wrap(x), inner.wrap(x), outer.wrap(x), x);
    assertEquals(List.of("2 concatenate", "1 concatenate"), log);
    Tensor once = ((TracedTensor) joined).primal();
    assertSame(outer, ((TracedTensor) once).interpreter());
    assertFalse(((TracedTensor) once).primal() instanceof TracedTensor);
  }

  @Test
  void stopGradientLeavesAllInterpreters() {
    Tensor x = Samples.random(DType.FLOAT64, 1260, 3);
    Tensor stopped = inner.wrap(outer.wrap(x)).stopGradient();
    assertFalse(stopped instanceof TracedTensor);
    Check.sameBits(x, stopped, "seed 1260");
    assertEquals(List.of(), log);
  }

  @Test
  void conversionIsAPrimitiveUnlessTheTypeStays() {
    Tensor x = outer.wrap(Tensor.zeros(DType.FLOAT64, 2));
    assertSame(x, x.astype(DType.FLOAT64));
    assertEquals(List.of(), log);
    assertEquals(DType.FLOAT32, x.astype(DType.FLOAT32).dtype());
    assertEquals(1, log.size());
  }

  @Test
  void mistakesAreFoundBeforeTheInterpreterReturns() {
    Tensor x = outer.wrap(Tensor.zeros(DType.FLOAT64, 2, 3));
    Check.rejects("matmul: inner dimensions differ: [2, 3] · [2, 3]", () -> x.matmul(x));
    Check.rejects(
        "add: shapes do not broadcast: [2, 3] and [2]",
        () -> x.add(Tensor.zeros(DType.FLOAT64, 2)));
  }

  @Test
  void everyPrimitiveHasALabel() {
    assertEquals("pad", new Primitive.Pad(List.of(), List.of(), List.of()).label());
    assertEquals("astype", new Primitive.Convert(DType.BOOL).label());
    assertEquals("flip", new Primitive.Reverse(List.of()).label());
    assertEquals("gather", new Primitive.Gather(0).label());
    assertEquals("scatterAdd", new Primitive.ScatterAdd(0, 1).label());
    assertEquals("broadcast", new Primitive.Broadcast(Shape.of()).label());
    assertEquals("sum", new Primitive.Sum(Functions.IDENTITY, List.of()).label());
    assertEquals("lstsq", new MatrixPrimitive.QrFactors().label());
  }
}

package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import latentphysics.kernels.expr.Expr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects functions that users define: several results, their pullbacks, and their names. */
final class MapFunctionTest {
  /** (r, φ) to (r·cos φ, r·sin φ). */
  private static final MapFunction POLAR =
      MapFunction.of(
          "polar",
          2,
          in ->
              List.of(
                  in.get(0).mul(in.get(1).call(Expr.Function.COS)),
                  in.get(0).mul(in.get(1).call(Expr.Function.SIN))));

  private static BitSet wanted(int... operands) {
    BitSet set = new BitSet();
    for (int operand : operands) {
      set.set(operand);
    }
    return set;
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void allResultsOfOneFunction(DType dtype) {
    Tensor radius = Samples.random(dtype, 1100, 5, 70);
    Tensor angle = Samples.random(dtype, 1101, 5, 1);
    for (Samples.Layout layout : Samples.layouts(radius)) {
      List<Tensor> results = Tensor.mapAll(POLAR, layout.tensor(), angle);
      assertEquals(2, results.size());
      double[] r = radius.toDoubles();
      double[] phi = angle.toDoubles();
      double[] x = new double[r.length];
      double[] y = new double[r.length];
      for (int i = 0; i < r.length; i++) {
        x[i] = r[i] * StrictMath.cos(phi[i / 70]);
        y[i] = r[i] * StrictMath.sin(phi[i / 70]);
      }
      Check.close(x, results.get(0), 4, layout + ", seed 1100");
      Check.close(y, results.get(1), 4, layout + ", seed 1100");
      Check.sameBits(results.get(0), Tensor.map(POLAR, layout.tensor(), angle), "first result");
    }
  }

  @Test
  void thePullbackIsTheTransposedJacobian() {
    Tensor r = Samples.random(DType.FLOAT64, 1110, 50);
    Tensor phi = Samples.random(DType.FLOAT64, 1111, 50);
    Tensor u = Samples.random(DType.FLOAT64, 1112, 50);
    Tensor v = Samples.random(DType.FLOAT64, 1113, 50);
    List<Tensor> both = Tensor.mapAll(POLAR.pullback(wanted(0, 1)), r, phi, u, v);
    Tensor cos = phi.cos();
    Tensor sin = phi.sin();
    Tensor byRadius = u.mul(cos).add(v.mul(sin));
    Tensor byAngle = r.mul(v.mul(cos).sub(u.mul(sin)));
    assertEquals(2, both.size());
    Check.within(byRadius.toDoubles(), both.get(0), 1e-14, "by r, seed 1110");
    Check.within(byAngle.toDoubles(), both.get(1), 1e-14, "by φ, seed 1110");
    List<Tensor> second = Tensor.mapAll(POLAR.pullback(wanted(1)), r, phi, u, v);
    assertEquals(1, second.size());
    Check.sameBits(both.get(1), second.getFirst(), "only by φ, seed 1110");
  }

  @Test
  void pullbacksOfTheBuiltInFunctions() {
    List<MapFunction> functions =
        List.of(
            Functions.ADD,
            Functions.SUB,
            Functions.MUL,
            Functions.DIV,
            Functions.NEG,
            Functions.SQUARE,
            Functions.SQRT,
            Functions.EXP,
            Functions.LOG,
            Functions.SIN,
            Functions.COS,
            Functions.TANH,
            Functions.ABS,
            Functions.MAXIMUM,
            Functions.MINIMUM);
    for (MapFunction function : functions) {
      List<Tensor> operands = new ArrayList<>();
      for (int i = 0; i < function.inputs(); i++) {
        operands.add(Samples.random(DType.FLOAT64, 1120 + i, 40).abs().add(0.25));
      }
      Tensor cotangent = Samples.random(DType.FLOAT64, 1125, 40);
      for (int i = 0; i < function.inputs(); i++) {
        List<Tensor> arguments = new ArrayList<>(operands);
        arguments.add(cotangent);
        Tensor pulled = Tensor.map(function.pullback(wanted(i)), arguments.toArray(Tensor[]::new));
        Tensor slope = central(function, operands, i).mul(cotangent);
        Check.within(slope.toDoubles(), pulled, 1e-8, function + " by " + i + ", seed 1120");
      }
    }
  }

  private static Tensor central(MapFunction function, List<Tensor> operands, int moved) {
    double step = 0x1p-17;
    List<Tensor> up = new ArrayList<>(operands);
    List<Tensor> down = new ArrayList<>(operands);
    up.set(moved, operands.get(moved).add(step));
    down.set(moved, operands.get(moved).sub(step));
    return Tensor.map(function, up.toArray(Tensor[]::new))
        .sub(Tensor.map(function, down.toArray(Tensor[]::new)))
        .div(2 * step);
  }

  @Test
  void derivativesWhereThereAreNone() {
    Tensor one = Tensor.of(new double[] {1});
    Tensor zero = Tensor.of(new double[] {0});
    BitSet first = wanted(0);
    Check.values(new double[] {0}, Tensor.map(Functions.ABS.pullback(first), zero, one), "|0|");
    Check.values(
        new double[] {Double.POSITIVE_INFINITY},
        Tensor.map(Functions.SQRT.pullback(first), zero, one),
        "√0");
    for (MapFunction function : List.of(Functions.MAXIMUM, Functions.MINIMUM)) {
      List<Tensor> tie = Tensor.mapAll(function.pullback(wanted(0, 1)), zero, zero, one);
      Check.values(new double[] {0}, tie.get(0), function + " by the first");
      Check.values(new double[] {1}, tie.get(1), function + " by the second");
    }
  }

  @Test
  void anOperandThatIsNotUsedHasTheCotangentZero() {
    MapFunction first = MapFunction.of("first", 2, in -> List.of(in.get(0)));
    Tensor x = Samples.random(DType.FLOAT32, 1130, 3);
    Tensor pulled = Tensor.map(first.pullback(wanted(1)), x, x, x);
    Check.sameBits(Tensor.of(new float[3]), pulled, "unused operand");
  }

  @Test
  void derivedFunctionsAreKept() {
    BitSet set = wanted(0);
    MapFunction pullback = POLAR.pullback(set);
    set.set(1); // the set is copied
    assertSame(pullback, POLAR.pullback(wanted(0)));
    assertEquals(2, POLAR.pullback(set).outputs().size());
  }

  @Test
  void namesAppearInMessages() {
    assertEquals("polar", POLAR.name());
    assertEquals("polar", POLAR.toString());
    assertEquals("gradient of polar", POLAR.pullback(wanted(0)).name());
    assertEquals("polar", new Primitive.Map(POLAR).label());
    Tensor x = Tensor.zeros(DType.FLOAT32, 2);
    Check.rejects("polar: 1 operands, expected 2", () -> Tensor.map(POLAR, x));
    Check.rejects("polar: no operand, expected at least one", () -> Tensor.map(POLAR));
    Check.rejects(
        "polar: shapes do not broadcast: [2] and [3]",
        () -> Tensor.map(POLAR, x, Tensor.zeros(DType.FLOAT32, 3)));
    Check.rejects(
        "gradient of polar: 2 operands, expected 4",
        () -> Tensor.map(POLAR.pullback(wanted(0)), x, x));
  }

  @Test
  void incompleteDefinitionsAreRefused() {
    Check.rejects(
        "nothing: no result, expected at least one",
        () -> MapFunction.of("nothing", 1, in -> List.of()));
    MapFunction missing = MapFunction.unary("missing", x -> x.add(Expr.input(1)));
    Check.rejects(
        "expression: input 1, expected one of 1 operands",
        () -> Tensor.map(missing, Tensor.zeros(DType.FLOAT32, 2)));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void moreOperandsThanAPatternHolds(DType dtype) {
    int count = 40;
    MapFunction total =
        MapFunction.of("total", count, in -> List.of(in.stream().reduce(Expr::add).orElseThrow()));
    Tensor[] operands = new Tensor[count];
    double[] expected = new double[100];
    for (int p = 0; p < count; p++) {
      operands[p] = Tensor.full(dtype, p, p % 2 == 0 ? 1 : 100);
      for (int i = 0; i < expected.length; i++) {
        expected[i] += p;
      }
    }
    Check.values(expected, Tensor.map(total, operands), "40 operands");
  }
}

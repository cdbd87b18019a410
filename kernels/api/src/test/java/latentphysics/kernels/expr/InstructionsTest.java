package latentphysics.kernels.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.contract.RandomExpressions;
import latentphysics.kernels.expr.Instructions.Instruction;
import latentphysics.kernels.expr.Instructions.Op;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstructionsTest {

  @Test
  void equalInstructionsAreMerged() {
    Expr left = Expr.input(0).add(Expr.input(1)).mul(Expr.constant(2));
    Expr right = Expr.input(0).add(Expr.input(1)).mul(Expr.constant(2));
    Instructions program =
        Instructions.compile(List.of(left.sub(right), right), 2, ElementType.FLOAT64);
    // Two inputs, a sum, a constant, a product, a difference.
    assertEquals(6, program.list().size());
    assertEquals(program.list().get(5).arguments(), List.of(4, 4));
    assertEquals(List.of(5, 4), program.outputs());
  }

  @Test
  void zerosOfEitherSignStayApart() {
    Instructions program =
        Instructions.compile(
            List.of(Expr.constant(0.0), Expr.constant(-0.0)), 0, ElementType.FLOAT64);
    assertEquals(2, program.list().size());
  }

  @Test
  void constantsAreRoundedToTheType() {
    Instruction constant =
        Instructions.compile(List.of(Expr.constant(0.1)), 0, ElementType.FLOAT32).list().getFirst();
    assertEquals((float) 0.1, constant.number());
    // Equal after rounding, hence one instruction.
    assertEquals(
        1,
        Instructions.compile(
                List.of(Expr.constant(0.1), Expr.constant((float) 0.1)), 0, ElementType.FLOAT32)
            .list()
            .size());
  }

  @Test
  void aFunctionOfEqualArgumentsIsExpandedOnce() {
    Expr once = Expr.input(0).call(Expr.Function.EXP);
    Expr twice = once.add(Expr.input(0).call(Expr.Function.EXP));
    int single = Instructions.compile(List.of(once), 1, ElementType.FLOAT32).list().size();
    int both = Instructions.compile(List.of(twice), 1, ElementType.FLOAT32).list().size();
    assertEquals(single + 1, both);
  }

  @Test
  void anInputOutOfRangeIsRefused() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Instructions.compile(List.of(Expr.input(2)), 2, ElementType.FLOAT32));
    assertEquals("expression: input 2, expected one of 2 operands", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Expr.input(-1));
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void argumentsComeFirst(ElementType type) {
    for (int seed = 0; seed < 100; seed++) {
      Instructions program = RandomExpressions.program(seed, type, 2, 3, 25);
      for (int v = 0; v < program.list().size(); v++) {
        Instruction in = program.list().get(v);
        for (int argument : in.arguments()) {
          assertTrue(argument < v, "program " + seed + ", instruction " + v);
        }
      }
      assertEquals(
          program.list().size(),
          program.list().stream().distinct().count(),
          "program " + seed + ": no instruction occurs twice");
    }
  }

  @Test
  void aSharedExpressionIsCompiledOnce() {
    Expr x = Expr.input(0);
    for (int i = 0; i < 60; i++) {
      x = x.mul(x);
    }
    assertEquals(61, Instructions.compile(List.of(x), 1, ElementType.FLOAT64).list().size());
  }

  @Test
  void aChainMayBeAsLongAsItLikes() {
    Expr x = Expr.input(0);
    for (int i = 0; i < 50_000; i++) {
      x = x.add(Expr.constant(i + 1)).neg();
    }
    int size = Instructions.compile(List.of(x), 1, ElementType.FLOAT64).list().size();
    assertEquals(1 + 3 * 50_000, size);
  }

  @Test
  void signsThatAreClearedAreNotComputed() {
    Expr x = Expr.input(0);
    List<Expr> outputs = List.of(x.neg().abs(), x.abs().abs(), x.neg().neg(), x.abs());
    Instructions program = Instructions.compile(outputs, 1, ElementType.FLOAT32);
    int magnitude = program.outputs().get(3);
    assertEquals(List.of(magnitude, magnitude, 0, magnitude), program.outputs());
  }

  @Test
  void aGraphPrintsEachNodeOnce() {
    Expr x = Expr.input(0).mul(Expr.constant(2));
    assertEquals("v0 = MUL(x0, 2.0); v1 = TANH(v0)", x.call(Expr.Function.TANH).toString());
    for (int i = 0; i < 60; i++) {
      x = x.mul(x);
    }
    assertTrue(x.toString().length() < 2000);
    assertEquals(x, x);
    assertNotEquals(x.neg(), x.neg());
  }

  @Test
  void stagesHandOverWhatLaterOnesNeed() {
    for (int seed = 0; seed < 30; seed++) {
      Instructions program = RandomExpressions.program(seed, ElementType.FLOAT32, 2, 2, 60);
      Stages stages = Stages.of(program, 25);
      Set<Integer> known = new HashSet<>(List.of(0, 1));
      for (int s = 0; s < stages.stages().size(); s++) {
        Stages.Stage stage = stages.stages().get(s);
        List<Integer> operands = stage.operands();
        int inputs = stage.program().inputs();
        String where = "seed " + seed + ", stage " + s;
        assertTrue(known.containsAll(operands.subList(0, inputs)), where);
        List<Integer> results = operands.subList(inputs, operands.size());
        boolean last = s == stages.stages().size() - 1;
        assertTrue(last ? results.equals(List.of(2, 3)) : !results.contains(2), where);
        known.addAll(results);
      }
    }
  }

  @Test
  void onlyResultsOfBitOperationsAreBits() {
    assertTrue(Op.BITS_OF.isBits());
    assertTrue(Op.BITS_SHIFT_RIGHT.isBits());
    assertEquals(false, Op.FROM_BITS.isBits());
    assertEquals(false, Op.INPUT.isBits());
  }
}

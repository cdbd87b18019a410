package latentphysics.kernels.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Protects the replacement of parts: nothing is lost, and what was shared stays shared. */
final class SubstitutionTest {
  private static final Expr X = Expr.input(0);
  private static final Expr Y = Expr.input(1);

  /** Input 0 replaced by input 5. */
  private static Expr moved(Expr node, Expr rebuilt) {
    return node.equals(X) ? Expr.input(5) : rebuilt;
  }

  @Test
  void everyKindOfNodeIsRebuilt() {
    Expr all =
        X.neg()
            .add(Y)
            .fma(X, Y)
            .ifLess(X, Y, X.abs())
            .call(Expr.Function.EXP)
            .call(Expr.Function2.POW, X)
            .add(
                new Expr.FromBits(
                    new Expr.Bits.Shift(
                        true,
                        new Expr.Bits.Combine(
                            Expr.BitsOp.XOR, new Expr.Bits.Of(X), new Expr.Bits.Pattern(3)),
                        2)))
            .add(new Expr.FarAngle(PayneHanek.Part.TAIL, X, X.sqrt()));
    List<Expr> found = Substitution.apply(List.of(all), SubstitutionTest::moved);
    assertEquals(List.of(0, 1), Substitution.inputs(List.of(all)));
    assertEquals(List.of(1, 5), Substitution.inputs(found));
    assertEquals(all.toString().replace("x0", "x5"), found.getFirst().toString());
  }

  @Test
  void whatIsNotTouchedStaysTheSameNode() {
    Expr kept = Y.call(Expr.Function.SIN);
    Expr sum = kept.add(X);
    List<Expr> found = Substitution.apply(List.of(sum, kept), SubstitutionTest::moved);
    assertSame(kept, found.get(1));
    assertSame(kept, ((Expr.Binary) found.get(0)).a());
  }

  @Test
  void sharedNodesStayShared() {
    Expr square = X.mul(X);
    Expr sum = square.add(square);
    Expr.Binary found =
        (Expr.Binary) Substitution.apply(List.of(sum), SubstitutionTest::moved).getFirst();
    assertSame(found.a(), found.b());
  }

  /** A graph of 2²⁰⁰ paths. */
  @Test
  void deepSharedGraphsAreWalkedOnce() {
    Expr e = X;
    for (int i = 0; i < 200; i++) {
      e = e.add(e);
    }
    assertEquals(
        List.of(5), Substitution.inputs(Substitution.apply(List.of(e), SubstitutionTest::moved)));
  }
}

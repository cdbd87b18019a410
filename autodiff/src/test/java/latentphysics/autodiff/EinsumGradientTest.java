package latentphysics.autodiff;

import java.util.List;
import java.util.stream.Stream;
import latentphysics.tensor.Einsum;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Protects the derivatives of sums of products: diagonals, broadcasts, products, several steps. */
final class EinsumGradientTest {
  private long seed = 700;

  @TestFactory
  Stream<DynamicTest> derivativesAreRight() {
    return Stream.of(
            row("ii->i", normal(3, 3)),
            row("ibi->b", normal(2, 3, 2)),
            row("ij->ji", normal(2, 3)),
            row("ij->j", normal(2, 3)),
            row("i,i->", normal(4), normal(4)),
            row("i,j->ji", normal(2), normal(3)),
            row("ij,jk->ki", normal(2, 3), normal(3, 2)),
            row("bij,bkj->bik", normal(2, 2, 3), normal(2, 2, 3)),
            row("ij,ij->i", normal(2, 1), normal(2, 3)),
            row("...ij,...j->...i", normal(2, 2, 3), normal(3)),
            row("iij,jk,kl->il", normal(2, 2, 3), normal(3, 2), normal(2, 2)),
            row("ij,jk->ik", normal(2, 0), normal(0, 3)))
        .map(row -> DynamicTest.dynamicTest(row.name(), row::checkAll));
  }

  private static GradientCase row(String equation, Tensor... point) {
    return GradientCase.of(
        equation, x -> List.of(Einsum.einsum(equation, x.toArray(Tensor[]::new))), point);
  }

  private Tensor normal(int... dims) {
    return Points.normal(seed++, dims);
  }
}

package latentphysics.autodiff;

import java.util.List;
import java.util.stream.Stream;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Normalization;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Protects the derivatives of normalizations by all their operands, in first and second order. */
final class NormalizationGradientTest {
  private static final double EPSILON = 1e-2;

  private static Tensor normal(long seed, int... dims) {
    return Points.normal(seed, dims);
  }

  @TestFactory
  Stream<DynamicTest> derivativesAreRight() {
    return Stream.of(
            GradientCase.of(
                "layerNorm",
                x -> List.of(Normalization.layerNorm(x.get(0), x.get(1), x.get(2), EPSILON)),
                normal(1, 3, 5),
                normal(2, 5),
                normal(3, 5)),
            GradientCase.of(
                "layerNorm over two axes",
                x -> List.of(Normalization.layerNorm(x.get(0), x.get(1), x.get(2), EPSILON)),
                normal(4, 2, 3, 2),
                normal(5, 3, 2),
                normal(6, 3, 2)),
            GradientCase.of(
                "groupNorm",
                x -> List.of(Normalization.groupNorm(x.get(0), 2, x.get(1), x.get(2), EPSILON)),
                normal(7, 2, 4, 3),
                normal(8, 4),
                normal(9, 4)),
            GradientCase.of(
                "batchNorm",
                x -> {
                  Normalization.Batch batch =
                      Normalization.batchNorm(x.get(0), x.get(1), x.get(2), EPSILON);
                  return List.of(batch.output(), batch.mean(), batch.variance());
                },
                normal(10, 4, 3, 2),
                normal(11, 3),
                normal(12, 3)),
            GradientCase.of(
                "batchNorm by given statistics",
                x ->
                    List.of(
                        Normalization.batchNorm(
                            x.get(0), x.get(1), x.get(2), x.get(3), x.get(4), EPSILON)),
                normal(13, 4, 3),
                normal(14, 3),
                Points.positive(15, 3),
                normal(16, 3),
                normal(17, 3)))
        .map(row -> DynamicTest.dynamicTest(row.name(), row::checkAll));
  }
}

package latentphysics.autodiff;

import java.util.List;
import java.util.stream.Stream;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Convolution;
import latentphysics.tensor.nn.ConvolutionOptions;
import latentphysics.tensor.nn.Patches;
import latentphysics.tensor.nn.Pooling;
import latentphysics.tensor.nn.PoolingOptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Protects the derivatives of convolutions and pooling as networks call them. */
final class NetworkOperationGradientTest {

  @TestFactory
  Stream<DynamicTest> derivativesAreRight() {
    ConvolutionOptions strided = ConvolutionOptions.VALID.withStride(2).withPadding(1);
    ConvolutionOptions grouped = ConvolutionOptions.SAME.withGroups(2).withDilation(2);
    PoolingOptions pool = PoolingOptions.of(3).withStride(2).withPadding(1);
    return Stream.of(
            GradientCase.of(
                "conv1d",
                x -> List.of(Convolution.conv1d(x.get(0), x.get(1), x.get(2), strided)),
                normal(1, 2, 3, 7),
                normal(2, 4, 3, 3),
                normal(3, 4)),
            GradientCase.of(
                "conv2d",
                x -> List.of(Convolution.conv2d(x.get(0), x.get(1), x.get(2), grouped)),
                normal(4, 2, 4, 5, 4),
                normal(5, 2, 2, 2, 3),
                normal(6, 2)),
            GradientCase.of(
                "convTranspose2d",
                x -> List.of(Convolution.convTranspose2d(x.get(0), x.get(1), strided, 1)),
                normal(7, 2, 3, 2, 3),
                normal(8, 3, 2, 3, 3)),
            // Distinct numbers: a tie has no derivative.
            GradientCase.of(
                    "maxPool2d",
                    x -> List.of(Pooling.maxPool2d(x.getFirst(), pool)),
                    normal(9, 1, 2, 5, 6))
                .withoutRepetition(),
            GradientCase.of(
                "avgPool2d",
                x -> List.of(Pooling.avgPool2d(x.getFirst(), pool.withCountPadding(false))),
                normal(10, 1, 2, 5, 6)),
            GradientCase.of(
                "adaptiveAvgPool",
                x -> List.of(Pooling.adaptiveAvgPool(x.getFirst(), 2, 3)),
                normal(11, 1, 2, 5, 4)),
            GradientCase.of(
                "unfold",
                x -> List.of(Patches.unfold(x.getFirst(), 2, 3, strided)),
                normal(12, 1, 2, 5, 4)),
            GradientCase.of(
                "fold",
                x -> List.of(Patches.fold(x.getFirst(), 4, 4, 2, 2, ConvolutionOptions.VALID)),
                normal(13, 2, 4, 9)))
        .map(row -> DynamicTest.dynamicTest(row.name(), row::checkAll));
  }

  /** Of equal largest elements the last one has the whole derivative. */
  @Test
  void tiesOfMaxima() {
    Tensor x = Tensor.of(new double[] {2, 2, 1, 2, 3, 3, 3, 3, 0, 0, 0, 0}, 1, 1, 3, 4);
    Tensor gradient =
        Autodiff.grad(
                p -> Pooling.maxPool2d(p.getFirst(), PoolingOptions.of(3, 2)).sum(), List.of(x))
            .getFirst();
    Close.close(new double[] {0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0}, gradient, 0, "ties");
  }

  private static Tensor normal(long seed, int... dims) {
    return Points.normal(seed, dims);
  }
}

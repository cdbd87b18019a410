package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import latentphysics.tensor.nn.Convolution;
import latentphysics.tensor.nn.ConvolutionOptions;
import latentphysics.tensor.nn.Patches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects windows as views, their adjoint, and patches of images. */
final class WindowsTest {

  @ParameterizedTest
  @EnumSource(DType.class)
  void windowsOfEveryType(DType dtype) {
    Tensor x = Tensor.of(new double[] {0, 1, 2, 3, 4, 5, 6}).astype(dtype);
    Check.sameBits(
        Tensor.of(new double[] {0, 1, 2, 2, 3, 4, 4, 5, 6}, 3, 3).astype(dtype),
        x.unfold(0, 3, 2),
        "three windows");
    Tensor matrix = Tensor.arange(12).reshape(3, 4).astype(dtype);
    Check.sameBits(
        Tensor.of(new int[] {0, 4, 1, 5, 2, 6, 3, 7, 4, 8, 5, 9, 6, 10, 7, 11}, 2, 4, 2)
            .astype(dtype),
        matrix.unfold(0, 2, 1),
        "pairs of rows");
    Check.sameBits(matrix.unfold(0, 2, 1), matrix.unfold(-2, 2, 1), "axis from the end");
    Check.sameBits(
        matrix.flip().unfold(1, 2, 2),
        Tensor.of(new int[] {11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, 3, 2, 2).astype(dtype),
        "of a flipped view");
  }

  @Test
  void foldAddsWhatOverlaps() {
    Tensor windows = Tensor.of(new double[] {1, 2, 3, 10, 20, 30}, 2, 3);
    Check.values(
        new double[] {1, 2, 13, 20, 30, 0},
        Primitive.one(new Primitive.Fold(0, 6, 2, 1), windows),
        "in steps of two");
    Check.values(
        new double[] {1, 10, 2, 20, 3, 30},
        Primitive.one(new Primitive.Fold(0, 6, 1, 2), windows),
        "dilated");
    Check.sameBits(
        Tensor.of(new int[] {3, 7}),
        Primitive.one(new Primitive.Fold(0, 2, 1, 1), Tensor.of(new int[] {3, 7}, 2, 1)),
        "integers");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void foldIsTheAdjointOnAnyThreads(DType dtype) {
    Tensor x = Samples.random(dtype, 1, 3, 400, 70);
    Primitive.Windows windows = new Primitive.Windows(1, 98, 5, 4, 2);
    Tensor y = Samples.random(dtype, 2, 3, 98, 70, 5);
    Tensor folded =
        Check.onAnyThreads(() -> Primitive.one(new Primitive.Fold(1, 400, 4, 2), y), "seed 2");
    double left = Primitive.one(windows, x).mul(y).sum().item();
    double right = folded.mul(x).sum().item();
    assertEquals(left, right, 1e4 * dtype.epsilon() * (1 + Math.abs(left)), "seeds 1 and 2");
  }

  @Test
  void convolutionIsAProductWithPatches() {
    Tensor x = Samples.random(DType.FLOAT64, 3, 2, 3, 7, 6);
    Tensor w = Samples.random(DType.FLOAT64, 4, 5, 3, 3, 2);
    for (ConvolutionOptions options :
        new ConvolutionOptions[] {
          ConvolutionOptions.VALID,
          ConvolutionOptions.SAME.withStride(2),
          ConvolutionOptions.VALID.withPadding(2, 1).withStride(3, 1).withDilation(2)
        }) {
      Tensor patches = Patches.unfold(x, 3, 2, options);
      Tensor y = Convolution.conv2d(x, w, options);
      Tensor product = w.reshape(5, 18).matmul(patches).reshape(y.shape().dims());
      Check.within(y.toDoubles(), product, 1e-12, options.toString());
      Tensor other = Samples.random(DType.FLOAT64, 5, patches.shape().dims());
      double left = patches.mul(other).sum().item();
      double right = Patches.fold(other, 7, 6, 3, 2, options).mul(x).sum().item();
      assertEquals(left, right, 1e-11 * (1 + Math.abs(left)), options.toString());
    }
  }

  @Test
  void foldOfPatchesByHand() {
    Tensor ones = Tensor.ones(DType.FLOAT64, 1, 4, 4);
    Check.values(
        new double[] {1, 2, 1, 2, 4, 2, 1, 2, 1},
        Patches.fold(ones, 3, 3, 2, 2, ConvolutionOptions.VALID),
        "how many patches cover each element");
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 5);
    Check.rejects(
        "unfold: size 6 and step 1 on axis 1 of [2, 5], expected each at least 1 and the size at"
            + " most the length",
        () -> x.unfold(1, 6, 1));
    Check.rejects(
        "unfold: windows reach over 6 elements of axis 1 of [2, 5], expected them within it",
        () -> Primitive.one(new Primitive.Windows(1, 2, 3, 1, 2), x));
    Check.rejects(
        "fold: axis 1 of [2, 5], expected one before the last",
        () -> Primitive.one(new Primitive.Fold(1, 5, 1, 1), x));
    Check.rejects(
        "fold: bool has no sum",
        () -> Primitive.one(new Primitive.Fold(0, 6, 1, 1), x.astype(DType.BOOL)));
    Check.rejects(
        "fold: patches [1, 4, 3], expected 4 positions",
        () ->
            Patches.fold(
                Tensor.zeros(DType.FLOAT32, 1, 4, 3), 3, 3, 2, 2, ConvolutionOptions.VALID));
  }
}

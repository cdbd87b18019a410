package latentphysics.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.ConvolutionOptions;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects convolution and its transpose as layers: formula, options and derivatives. */
final class ConvTest {
  private static final Structure<Conv> CONV = Structure.of(MethodHandles.lookup());
  private static final Structure<ConvTranspose> TRANSPOSE = Structure.of(MethodHandles.lookup());

  private static final ConvolutionOptions OPTIONS =
      ConvolutionOptions.VALID.withStride(2, 1).withPadding(1, 2).withDilation(1, 2).withGroups(2);

  private static final ConvolutionOptions LINE =
      ConvolutionOptions.VALID.withStride(2).withPadding(1).withDilation(2);

  /** What {@link #LINE} is for a line that counts as one row. */
  private static final ConvolutionOptions ROW =
      ConvolutionOptions.VALID.withStride(1, 2).withPadding(0, 1).withDilation(1, 2);

  private static Conv conv(int in, int out, ConvolutionOptions options, DType t, int... kernel) {
    return LayerCheck.random(CONV, Conv.of(Key.of(1), in, out, options, t, kernel), 2);
  }

  private static ConvTranspose transpose(
      int in, int out, ConvolutionOptions options, DType t, int... kernel) {
    return LayerCheck.random(
        TRANSPOSE, ConvTranspose.of(Key.of(1), in, out, options, t, kernel), 2);
  }

  private static int of(List<Integer> numbers, int axis) {
    return numbers.get(numbers.size() == 1 ? 0 : axis);
  }

  /** Of shapes with rows: each output gathers. */
  private static double[] gathered(Conv layer, Tensor x, Shape out) {
    ConvolutionOptions o = layer.options();
    Tensor weights = layer.weights();
    double[] y = new double[out.size()];
    double[] values = x.toDoubles();
    double[] w = weights.toDoubles();
    double[] b = layer.bias().map(Tensor::toDoubles).orElse(new double[out.dim(1)]);
    int channels = weights.dim(1);
    int at = 0;
    for (int n = 0; n < out.dim(0); n++) {
      for (int c = 0; c < out.dim(1); c++) {
        int first = c / (out.dim(1) / o.groups()) * channels;
        for (int h = 0; h < out.dim(2); h++) {
          for (int v = 0; v < out.dim(3); v++) {
            double sum = b[c];
            for (int k = 0; k < channels; k++) {
              for (int i = 0; i < weights.dim(2); i++) {
                for (int j = 0; j < weights.dim(3); j++) {
                  int row = place(o, 0, h, i);
                  int column = place(o, 1, v, j);
                  if (row >= 0 && row < x.dim(2) && column >= 0 && column < x.dim(3)) {
                    int from = ((n * x.dim(1) + first + k) * x.dim(2) + row) * x.dim(3) + column;
                    int by = ((c * channels + k) * weights.dim(2) + i) * weights.dim(3) + j;
                    sum += values[from] * w[by];
                  }
                }
              }
            }
            y[at++] = sum;
          }
        }
      }
    }
    return y;
  }

  /** Of shapes with rows: each input scatters. */
  private static double[] scattered(ConvTranspose layer, Tensor x, Shape out) {
    ConvolutionOptions o = layer.options();
    Tensor weights = layer.weights();
    double[] y = new double[out.size()];
    double[] values = x.toDoubles();
    double[] w = weights.toDoubles();
    double[] b = layer.bias().map(Tensor::toDoubles).orElse(new double[out.dim(1)]);
    int channels = weights.dim(1);
    for (int i = 0; i < y.length; i++) {
      y[i] = b[i / (out.dim(2) * out.dim(3)) % out.dim(1)];
    }
    int from = 0;
    for (int n = 0; n < x.dim(0); n++) {
      for (int c = 0; c < x.dim(1); c++) {
        int first = c / (x.dim(1) / o.groups()) * channels;
        for (int h = 0; h < x.dim(2); h++) {
          for (int v = 0; v < x.dim(3); v++, from++) {
            for (int k = 0; k < channels; k++) {
              for (int i = 0; i < weights.dim(2); i++) {
                for (int j = 0; j < weights.dim(3); j++) {
                  int row = place(o, 0, h, i);
                  int column = place(o, 1, v, j);
                  if (row >= 0 && row < out.dim(2) && column >= 0 && column < out.dim(3)) {
                    int to = ((n * out.dim(1) + first + k) * out.dim(2) + row) * out.dim(3);
                    int by = ((c * channels + k) * weights.dim(2) + i) * weights.dim(3) + j;
                    y[to + column] += values[from] * w[by];
                  }
                }
              }
            }
          }
        }
      }
    }
    return y;
  }

  /** Where a position of an output and one of the kernel meet in the input. */
  private static int place(ConvolutionOptions o, int axis, int output, int kernel) {
    return output * of(o.stride(), axis) + kernel * of(o.dilation(), axis) - of(o.before(), axis);
  }

  @Test
  void valuesAreThoseOfTheSum() {
    for (DType dtype : LayerCheck.TYPES) {
      double bound = LayerCheck.bound(dtype);
      Conv plane = conv(4, 6, OPTIONS, dtype, 3, 2);
      Tensor image = Key.of(3).normal(dtype, 2, 4, 5, 6);
      Shape out = Shape.of(2, 6, 3, 8);
      for (Conv layer : List.of(plane, plane.withoutBias())) {
        double[] expected = gathered(layer, image, out);
        assertEquals(out, layer.apply(image).shape());
        Close.close(expected, layer.apply(image), bound, "plane " + dtype);
        Tensor bent = Tensor.of(expected).tanh();
        Close.close(bent.toDoubles(), layer.apply(image, Activation.TANH), bound, "tanh " + dtype);
      }
      Conv line = conv(3, 2, LINE, dtype, 3);
      Tensor signal = Key.of(4).normal(dtype, 2, 3, 9);
      Shape lineOut = Shape.of(2, 2, 1, 4);
      for (Conv layer : List.of(line, line.withoutBias())) {
        Conv row = new Conv(layer.weights().expandDims(2), layer.bias(), ROW);
        double[] expected = gathered(row, signal.expandDims(2), lineOut);
        assertEquals(Shape.of(2, 2, 4), layer.apply(signal).shape());
        Close.close(expected, layer.apply(signal), bound, "line " + dtype);
        Tensor bent = Tensor.of(expected).tanh();
        Close.close(bent.toDoubles(), layer.apply(signal, Activation.TANH), bound, "tanh " + dtype);
      }
    }
  }

  @Test
  void valuesOfTheTransposeAreThoseOfTheSum() {
    for (DType dtype : LayerCheck.TYPES) {
      double bound = LayerCheck.bound(dtype);
      ConvTranspose plane = transpose(4, 6, OPTIONS, dtype, 3, 2).withOutputPadding(1, 0);
      Tensor image = Key.of(3).normal(dtype, 2, 4, 3, 8);
      // (3 − 1)·2 − 2 + 2 + 1 + 1 and (8 − 1)·1 − 4 + 2 + 1
      Shape out = Shape.of(2, 6, 6, 6);
      for (ConvTranspose layer : List.of(plane, plane.withoutBias())) {
        double[] expected = scattered(layer, image, out);
        assertEquals(out, layer.apply(image).shape());
        Close.close(expected, layer.apply(image), bound, "plane " + dtype);
        Tensor bent = Tensor.of(expected).tanh();
        Close.close(bent.toDoubles(), layer.apply(image, Activation.TANH), bound, "tanh " + dtype);
      }
      ConvTranspose line = transpose(3, 2, LINE, dtype, 3).withOutputPadding(1);
      Tensor signal = Key.of(4).normal(dtype, 2, 3, 4);
      // (4 − 1)·2 − 2 + 2·2 + 1 + 1
      Shape lineOut = Shape.of(2, 2, 1, 10);
      ConvTranspose row =
          new ConvTranspose(line.weights().expandDims(2), line.bias(), ROW, List.of());
      double[] expected = scattered(row, signal.expandDims(2), lineOut);
      assertEquals(Shape.of(2, 2, 10), line.apply(signal).shape());
      Close.close(expected, line.apply(signal), bound, "line " + dtype);
    }
  }

  @Test
  void samePaddingKeepsTheLength() {
    Conv layer = conv(1, 1, ConvolutionOptions.SAME, DType.FLOAT64, 3, 3);
    assertEquals(Shape.of(1, 1, 4, 5), layer.apply(Tensor.ones(DType.FLOAT64, 1, 1, 4, 5)).shape());
  }

  @Test
  void emptyAndSingleAxesAreAllowed() {
    Conv layer = conv(1, 1, ConvolutionOptions.VALID, DType.FLOAT64, 1, 1);
    Tensor one = Tensor.ones(DType.FLOAT64, 1, 1, 1, 1);
    double expected = layer.weights().item() + layer.bias().orElseThrow().item();
    assertEquals(expected, layer.apply(one).item());
    assertEquals(
        Shape.of(0, 1, 2, 2), layer.apply(Tensor.zeros(DType.FLOAT64, 0, 1, 2, 2)).shape());
    Conv noInputs = conv(0, 2, ConvolutionOptions.VALID, DType.FLOAT64, 2);
    Tensor y = noInputs.apply(Tensor.zeros(DType.FLOAT64, 1, 0, 3));
    Close.close(
        noInputs.bias().orElseThrow().expandDims(1).broadcastTo(1, 2, 2), y, 0, "bias alone");
    ConvTranspose back = transpose(1, 2, ConvolutionOptions.VALID, DType.FLOAT64, 2);
    assertEquals(Shape.of(0, 2, 4), back.apply(Tensor.zeros(DType.FLOAT64, 0, 1, 3)).shape());
    assertEquals(Shape.of(1, 2, 2), back.apply(Tensor.ones(DType.FLOAT64, 1, 1, 1)).shape());
  }

  @Test
  void derivativesAreRight() {
    Tensor image = Key.of(3).normal(DType.FLOAT64, 2, 4, 4, 3);
    Conv plane = conv(4, 2, OPTIONS, DType.FLOAT64, 3, 2);
    LayerCheck.gradients(CONV, plane, (l, a) -> l.apply(a.getFirst(), Activation.TANH), image);
    ConvTranspose back = transpose(4, 2, OPTIONS, DType.FLOAT64, 3, 2);
    LayerCheck.gradients(TRANSPOSE, back, (l, a) -> l.apply(a.getFirst(), Activation.TANH), image);
    Tensor signal = Key.of(4).normal(DType.FLOAT64, 2, 2, 5);
    Conv line = conv(2, 3, LINE, DType.FLOAT64, 3);
    LayerCheck.gradients(CONV, line, (l, a) -> l.apply(a.getFirst()), signal);
    LayerCheck.gradients(CONV, line.withoutBias(), (l, a) -> l.apply(a.getFirst()), signal);
    ConvTranspose lineBack = transpose(2, 3, LINE, DType.FLOAT64, 3).withOutputPadding(1);
    LayerCheck.gradients(TRANSPOSE, lineBack, (l, a) -> l.apply(a.getFirst()), signal);
  }

  @Test
  void settingsAreNoLeaves() {
    Conv layer = conv(4, 2, OPTIONS, DType.FLOAT64, 3, 2);
    assertEquals(List.of("weights", "bias"), CONV.names(layer));
    assertEquals(OPTIONS, CONV.map(layer, x -> x.mul(2)).options());
    ConvTranspose back = transpose(4, 2, OPTIONS, DType.FLOAT64, 3, 2).withOutputPadding(1);
    assertEquals(List.of("weights", "bias"), TRANSPOSE.names(back));
    assertEquals(List.of(1), TRANSPOSE.map(back, x -> x.mul(2)).outputPadding());
    Close.sameBits(
        CONV.leaves(Conv.of(Key.of(5), 4, 2, OPTIONS, DType.FLOAT32, 3)),
        CONV.leaves(Conv.of(Key.of(5), 4, 2, OPTIONS, DType.FLOAT32, 3)),
        "same key");
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    Key key = Key.of(1);
    Close.rejects(
        "conv: 3 inputs and 4 outputs in 2 groups, expected multiples",
        () -> Conv.of(key, 3, 4, OPTIONS, DType.FLOAT32, 3));
    Close.rejects(
        "convTranspose: kernel [3, 0], expected one or two lengths of at least 1",
        () -> ConvTranspose.of(key, 2, 4, OPTIONS, DType.FLOAT32, 3, 0));
    Close.rejects(
        "conv: kernel [], expected one or two lengths of at least 1",
        () -> Conv.of(key, 2, 4, OPTIONS, DType.FLOAT32));
    Conv layer = conv(4, 2, OPTIONS, DType.FLOAT32, 3, 2);
    Close.rejects(
        "conv: x of type float64, expected float32",
        () -> layer.apply(Tensor.zeros(DType.FLOAT64, 1, 4, 5, 5)));
    Close.rejects(
        "conv2d: input [1, 3, 5, 5] has 3 channels, weight [2, 2, 3, 2] in 2 groups needs 4",
        () -> layer.apply(Tensor.zeros(DType.FLOAT32, 1, 3, 5, 5)));
    Tensor one = Tensor.zeros(DType.FLOAT32, 1);
    Conv narrow = new Conv(layer.weights(), Optional.of(one), OPTIONS);
    Close.rejects(
        "conv: bias [1], expected [2]",
        () -> narrow.apply(Tensor.zeros(DType.FLOAT32, 1, 4, 5, 5)));
    ConvTranspose flat = new ConvTranspose(one, Optional.empty(), OPTIONS, List.of());
    Close.rejects("convTranspose: weights [1], expected 3 or 4 axes", () -> flat.apply(one));
  }
}

package latentphysics.tensor.fft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protects the transforms of tensors: along any axis, over any layout, with NumPy's conventions.
 * That the transform of one line is right is the kernels' matter.
 */
final class FftTest {
  private static final double CLOSE = 1e-12;

  private static Complex random(long seed, int... dims) {
    Key[] keys = Key.of(seed).split();
    return new Complex(keys[0].normal(DType.FLOAT64, dims), keys[1].normal(DType.FLOAT64, dims));
  }

  /** Y(k) = Σⱼ e^(sign·2πi·j·k/n)·x(j) along an axis, by products with matrices of roots. */
  private static Complex naive(Complex x, int axis, int sign) {
    int n = x.re().dim(axis);
    double[] cos = new double[n * n];
    double[] sin = new double[n * n];
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < n; k++) {
        double angle = 2 * Math.PI * (j * k % n) / n;
        cos[j * n + k] = Math.cos(angle);
        sin[j * n + k] = sign * Math.sin(angle);
      }
    }
    Tensor c = Tensor.of(cos, n, n);
    Tensor s = Tensor.of(sin, n, n);
    Tensor re = lastAndMatrix(x.re(), axis);
    Tensor im = lastAndMatrix(x.im(), axis);
    return new Complex(
        back(re.matmul(c).sub(im.matmul(s)), x.re(), axis),
        back(re.matmul(s).add(im.matmul(c)), x.re(), axis));
  }

  private static Tensor lastAndMatrix(Tensor x, int axis) {
    return x.transpose(axis, -1).expandDims(0);
  }

  private static Tensor back(Tensor y, Tensor x, int axis) {
    return y.squeeze(0).transpose(axis, -1).reshape(x.shape().dims());
  }

  private static void assertClose(Complex expected, Complex actual, double scale, String what) {
    assertClose(expected.re(), actual.re(), scale, what + ", real part");
    assertClose(expected.im(), actual.im(), scale, what + ", imaginary part");
  }

  private static void assertClose(Tensor expected, Tensor actual, double scale, String what) {
    assertEquals(expected.shape(), actual.shape(), what);
    assertArrayEquals(expected.toDoubles(), actual.toDoubles(), CLOSE * scale, what);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 5",
    "0, 1",
    "0, 40 3",
    "1, 3 40",
    "1, 2 7 3",
    "0, 17 1",
    "1, 33 16",
    "2, 2 3 4",
    "1, 5 64 1",
    "1, 3 300 2",
    "0, 270 5",
    "2, 2 2 257",
    "1, 0 3",
    "0, 3 0",
    "2, 2 0 5"
  })
  void everyAxisAgainstTheSum(int axis, String shape) {
    int[] dims = Arrays.stream(shape.split(" ")).mapToInt(Integer::parseInt).toArray();
    Complex x = random(1, dims);
    int n = dims[axis];
    int negative = axis - dims.length;
    if (x.re().shape().size() == 0) {
      assertEquals(x.re().shape(), Fft.fft(x, n, axis, Norm.BACKWARD).re().shape());
      return;
    }
    Complex forward = dims.length == 1 ? Fft.fft(x) : Fft.fft(x, n, axis, Norm.BACKWARD);
    assertClose(naive(x, axis, -1), forward, n, shape);
    assertClose(naive(x, axis, 1).mul(1.0 / n), Fft.ifft(x, n, negative, Norm.BACKWARD), n, shape);
    assertClose(x, Fft.ifft(forward, n, axis, Norm.BACKWARD), n, "there and back " + shape);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void layoutsAndThreadsDoNotChangeABit(DType dtype) {
    Complex x = random(2, 6, 37, 20);
    x = new Complex(x.re().astype(dtype), x.im().astype(dtype));
    for (int axis = 0; axis < 3; axis++) {
      int n = x.re().dim(axis);
      Complex expected = Fft.fft(x, n, axis, Norm.BACKWARD);
      for (Complex layout : List.of(x, otherLayout(x))) {
        for (int threads : new int[] {1, 2, 5}) {
          int chosen = axis;
          try (Workers workers = Workers.of(threads)) {
            Complex y = workers.call(() -> Fft.fft(layout, n, chosen, Norm.BACKWARD));
            String what = "axis " + axis + ", threads " + threads;
            assertArrayEquals(expected.re().toDoubles(), y.re().toDoubles(), what);
            assertArrayEquals(expected.im().toDoubles(), y.im().toDoubles(), what);
          }
        }
      }
      // A line alone has the bits it has among others.
      Tensor first = x.re().slice((axis + 1) % 3, 1, 2);
      Complex line = new Complex(first, x.im().slice((axis + 1) % 3, 1, 2));
      assertArrayEquals(
          expected.re().slice((axis + 1) % 3, 1, 2).toDoubles(),
          Fft.fft(line, n, axis, Norm.BACKWARD).re().toDoubles());
    }
  }

  /** The same values: real parts by columns, imaginary parts as every second of more. */
  private static Complex otherLayout(Complex x) {
    Tensor byColumns =
        Tensor.stack(0, x.re().transpose(0, 2), x.re().transpose(0, 2))
            .slice(0, 1, 2)
            .squeeze(0)
            .transpose(0, 2);
    Tensor sparse = Tensor.stack(3, x.im(), x.re()).slice(3, 0, 1).squeeze(3);
    return new Complex(byColumns, sparse);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 9, 31, 32})
  void realTransformsAreHalvesOfComplexOnes(int n) {
    Tensor x = Key.of(3).normal(DType.FLOAT64, 3, n);
    Complex all = Fft.fft(Complex.of(x));
    Complex half = Fft.rfft(x);
    int bins = n / 2 + 1;
    assertClose(
        new Complex(all.re().slice(1, 0, bins), all.im().slice(1, 0, bins)), half, 1, "n " + n);
    assertClose(x, Fft.irfft(half, n, -1, Norm.BACKWARD), n, "n " + n);
    if (n % 2 == 0) {
      assertClose(x, Fft.irfft(half), n, "n " + n);
    }
    // What must be zero in a real sequence's transform does not count.
    Tensor noise = Tensor.zeros(DType.FLOAT64, 3, bins - 1);
    Tensor odd = Tensor.concatenate(1, Tensor.full(DType.FLOAT64, 7, 3, 1), noise);
    assertClose(
        x,
        Fft.irfft(new Complex(half.re(), half.im().add(odd)), n, 1, Norm.BACKWARD),
        n,
        "imaginary part at frequency 0, n " + n);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6, 9, 12})
  void lengthsCropOrPad(int n) {
    Complex x = random(4, 6, 2);
    int kept = Math.min(n, 6);
    Complex fitted =
        new Complex(
            x.re().slice(0, 0, kept).pad(0, 0, n - kept),
            x.im().slice(0, 0, kept).pad(0, 0, n - kept));
    assertClose(naive(fitted, 0, -1), Fft.fft(x, n, 0, Norm.BACKWARD), n, "n " + n);
    assertClose(naive(fitted, 0, 1).mul(1.0 / n), Fft.ifft(x, n, 0, Norm.BACKWARD), n, "n " + n);
    Complex real = Fft.fft(Complex.of(fitted.re()), n, 0, Norm.BACKWARD);
    assertClose(
        real.re().slice(0, 0, n / 2 + 1), Fft.rfft(x.re(), n, 0, Norm.BACKWARD).re(), n, "n " + n);
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void normsDivideAsNumPys(Norm norm) {
    int n = 10;
    Complex x = random(5, n);
    double forward = norm == Norm.FORWARD ? 0.1 : norm == Norm.ORTHO ? Math.sqrt(0.1) : 1;
    double inverse = norm == Norm.BACKWARD ? 0.1 : norm == Norm.ORTHO ? Math.sqrt(0.1) : 1;
    assertClose(naive(x, 0, -1).mul(forward), Fft.fft(x, n, 0, norm), n, norm + " fft");
    assertClose(naive(x, 0, 1).mul(inverse), Fft.ifft(x, n, 0, norm), n, norm + " ifft");
    assertClose(x, Fft.ifft(Fft.fft(x, n, 0, norm), n, 0, norm), n, norm + " there and back");
    Complex half = Fft.rfft(x.re(), n, 0, norm);
    assertClose(x.re(), Fft.irfft(half, n, 0, norm), n, norm + " real, there and back");
    Complex unitary = Fft.fft(x, n, 0, Norm.ORTHO);
    assertEquals(x.absSquare().sum().item(), unitary.absSquare().sum().item(), 1e-12, "Parseval");
  }

  @Test
  void severalAxesAreOneAfterTheOther() {
    Complex x = random(6, 3, 4, 5);
    Complex last = naive(naive(x, 2, -1), 1, -1);
    assertClose(last, Fft.fft2(x), 20, "fft2");
    assertClose(naive(last, 0, -1), Fft.fftn(x), 60, "fftn");
    assertClose(x, Fft.ifft2(Fft.fft2(x)), 20, "ifft2");
    assertClose(x, Fft.ifftn(Fft.fftn(x)), 60, "ifftn");
    Complex outer = naive(naive(x, 0, -1), 2, -1);
    assertClose(outer, Fft.fftn(x, new int[] {0, -1}, Norm.BACKWARD), 20, "axes 0 and 2");
    Complex cropped = Fft.fftn(x, new int[] {2, 7}, new int[] {0, 1}, Norm.ORTHO);
    assertEquals(Shape.of(2, 7, 5), cropped.re().shape());
    assertClose(
        Fft.fft(Fft.fft(x, 7, 1, Norm.ORTHO), 2, 0, Norm.ORTHO), cropped, 1, "given lengths");
  }

  @Test
  void convolutionIsAProductAndAShiftATurn() {
    int n = 30;
    Tensor x = Key.of(7).normal(DType.FLOAT64, n);
    Tensor h = Key.of(8).normal(DType.FLOAT64, n);
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        expected[i] += x.toDoubles()[j] * h.toDoubles()[(i - j + n) % n];
      }
    }
    Tensor actual = Fft.irfft(Fft.rfft(x).mul(Fft.rfft(h)), n, 0, Norm.BACKWARD);
    assertArrayEquals(expected, actual.toDoubles(), 1e-12);
    // x(j − 3) has the transform e^(−2πi·3k/n)·Y(k).
    Tensor shifted = Tensor.concatenate(0, x.slice(0, n - 3, n), x.slice(0, 0, n - 3));
    Tensor angle = Fft.rfftfreq(DType.FLOAT64, n, 1).mul(-2 * Math.PI * 3);
    Complex turned = Fft.rfft(x).mul(new Complex(angle.cos(), angle.sin()));
    assertClose(turned, Fft.rfft(shifted), n, "shift");
  }

  @Test
  void frequenciesAndShiftsAreNumPys() {
    assertFrequencies(new double[] {0, 1, 2, -3, -2, -1}, Fft.fftfreq(DType.FLOAT64, 6, 1), 6);
    assertFrequencies(new double[] {0, 1, 2, -2, -1}, Fft.fftfreq(DType.FLOAT64, 5, 0.1), 0.5);
    assertFrequencies(new double[] {0}, Fft.fftfreq(DType.FLOAT64, 1, 1), 1);
    assertFrequencies(new double[] {0, 1, 2, 3}, Fft.rfftfreq(DType.FLOAT64, 6, 1), 6);
    assertFrequencies(new double[] {0, 1, 2}, Fft.rfftfreq(DType.FLOAT64, 5, 1), 5);
    assertEquals(DType.FLOAT32, Fft.rfftfreq(DType.FLOAT32, 5, 1).dtype());
    double[] even = Fft.fftshift(Fft.fftfreq(DType.FLOAT64, 6, 1)).mul(6).toDoubles();
    assertArrayEquals(new double[] {-3, -2, -1, 0, 1, 2}, even, 1e-15);
    double[] odd = Fft.fftshift(Fft.fftfreq(DType.FLOAT64, 5, 1)).mul(5).toDoubles();
    assertArrayEquals(new double[] {-2, -1, 0, 1, 2}, odd, 1e-15);
    for (int n : new int[] {0, 1, 4, 5}) {
      Tensor x = Tensor.arange(3 * n).reshape(3, n);
      assertArrayEquals(x.toInts(), Fft.ifftshift(Fft.fftshift(x)).toInts(), "n " + n);
      assertArrayEquals(x.toInts(), Fft.ifftshift(Fft.fftshift(x, -1), 1).toInts(), "n " + n);
    }
  }

  private static void assertFrequencies(double[] expected, Tensor actual, double scale) {
    assertArrayEquals(expected, actual.mul(scale).toDoubles(), 1e-14);
  }

  @Test
  void float32KeepsItsDigits() {
    for (int n : new int[] {8, 100, 1009, 4096}) {
      Complex x = random(9, 2, n);
      Complex narrow = new Complex(x.re().astype(DType.FLOAT32), x.im().astype(DType.FLOAT32));
      Complex wide =
          new Complex(narrow.re().astype(DType.FLOAT64), narrow.im().astype(DType.FLOAT64));
      Complex y = Fft.fft(narrow);
      assertEquals(DType.FLOAT32, y.re().dtype());
      Complex difference =
          Fft.fft(wide)
              .sub(new Complex(y.re().astype(DType.FLOAT64), y.im().astype(DType.FLOAT64)));
      double error =
          Math.sqrt(difference.absSquare().sum().item() / Fft.fft(wide).absSquare().sum().item());
      assertTrue(error < 0x1p-24 * Math.log(n) / Math.log(2), "n " + n + ": " + error);
    }
  }

  @Test
  void aNaNFillsItsLineOnly() {
    Tensor x = Tensor.of(new double[] {1, Double.NaN, 3, 4, 5, 6}, 2, 3);
    double[] y = Fft.fft(Complex.of(x)).re().toDoubles();
    assertTrue(Double.isNaN(y[0]) && Double.isNaN(y[1]) && Double.isNaN(y[2]));
    assertEquals(15, y[3]);
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    Complex x = random(10, 2, 3);
    rejects("fft: length 0, expected at least 1", () -> Fft.fft(x, 0, 0, Norm.BACKWARD));
    rejects(
        "rfft: axis 2 of [2, 3], expected one of its 2",
        () -> Fft.rfft(x.re(), 3, 2, Norm.BACKWARD));
    rejects(
        "irfft: length 0, expected at least 1",
        () -> Fft.irfft(new Complex(x.re().slice(1, 0, 1), x.im().slice(1, 0, 1))));
    rejects(
        "fftn: lengths [1] for axes [0, 1], expected one for each",
        () -> Fft.fftn(x, new int[] {1}, new int[] {0, 1}, Norm.BACKWARD));
    rejects(
        "complex: real part float64[2, 3] and imaginary part float64[3], expected one type and"
            + " shape",
        () -> new Complex(x.re(), Tensor.zeros(DType.FLOAT64, 3)));
    rejects(
        "fft: int32 operands, expected float32 or float64",
        () -> Fft.fft(Complex.of(Tensor.arange(4))));
    rejects(
        "fft: axis -1 of [], expected one of its 0",
        () -> Fft.fft(Complex.of(Tensor.scalar(DType.FLOAT32, 1))));
  }

  private static void rejects(String sentence, Executable call) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}

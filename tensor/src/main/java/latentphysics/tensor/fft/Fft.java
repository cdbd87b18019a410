package latentphysics.tensor.fft;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;

/**
 * Discrete Fourier transforms with NumPy's conventions, of any length, float32 and float64:
 *
 * <pre>
 *   fft:   Y(k) = Σⱼ e^(−2πi·j·k/n)·x(j),   ifft:   x(j) = 1/n·Σₖ e^(+2πi·j·k/n)·Y(k)
 * </pre>
 *
 * <p>Axes count from 0, negative ones from the end. A length n that differs from the axis' crops it
 * or adds zeros at its end. A NaN or an infinity makes its whole line NaN. Lines are independent:
 * other axes may have length 0. All of it is differentiable, any number of times; the derivative of
 * a transform is the transform the other way round.
 *
 * <p>Methods throw {@link IllegalArgumentException} where there is no such axis, a length is less
 * than 1 or above 2²⁹, or the type is not float32 or float64.
 */
public final class Fft {
  private Fft() {}

  /** The transform of the last axis. */
  public static Complex fft(Complex x) {
    return fft(x, lengthOf("fft", x.re(), -1), -1, Norm.BACKWARD);
  }

  /** The transform of an axis, cropped or padded to length n. */
  public static Complex fft(Complex x, int n, int axis, Norm norm) {
    return transform("fft", x, n, axis, norm, false);
  }

  /** The inverse transform of the last axis. */
  public static Complex ifft(Complex x) {
    return ifft(x, lengthOf("ifft", x.re(), -1), -1, Norm.BACKWARD);
  }

  /** The inverse transform of an axis, cropped or padded to length n. */
  public static Complex ifft(Complex x, int n, int axis, Norm norm) {
    return transform("ifft", x, n, axis, norm, true);
  }

  /** The transform of the last two axes. */
  public static Complex fft2(Complex x) {
    return fftn(x, new int[] {-2, -1}, Norm.BACKWARD);
  }

  /** The inverse transform of the last two axes. */
  public static Complex ifft2(Complex x) {
    return ifftn(x, new int[] {-2, -1}, Norm.BACKWARD);
  }

  /** The transform of all axes. */
  public static Complex fftn(Complex x) {
    return fftn(x, allAxes(x.re()), Norm.BACKWARD);
  }

  /** The transform of the given axes, one after the other. */
  public static Complex fftn(Complex x, int[] axes, Norm norm) {
    return fftn(x, lengthsOf("fftn", x.re(), axes), axes, norm);
  }

  /** The transform of the given axes, each cropped or padded to its length. */
  public static Complex fftn(Complex x, int[] lengths, int[] axes, Norm norm) {
    return transforms("fftn", x, lengths, axes, norm, false);
  }

  /** The inverse transform of all axes. */
  public static Complex ifftn(Complex x) {
    return ifftn(x, allAxes(x.re()), Norm.BACKWARD);
  }

  /** The inverse transform of the given axes. */
  public static Complex ifftn(Complex x, int[] axes, Norm norm) {
    return ifftn(x, lengthsOf("ifftn", x.re(), axes), axes, norm);
  }

  /** The inverse transform of the given axes, each cropped or padded to its length. */
  public static Complex ifftn(Complex x, int[] lengths, int[] axes, Norm norm) {
    return transforms("ifftn", x, lengths, axes, norm, true);
  }

  /**
   * The transform of real numbers along the last axis; see {@link #rfft(Tensor, int, int, Norm)}.
   */
  public static Complex rfft(Tensor x) {
    return rfft(x, lengthOf("rfft", x, -1), -1, Norm.BACKWARD);
  }

  /**
   * The transform of real numbers: its first ⌊n/2⌋ + 1 values, of which the others are conjugates.
   */
  public static Complex rfft(Tensor x, int n, int axis, Norm norm) {
    int chosen = axisOf("rfft", x, axis);
    Complex all = transform("rfft", Complex.of(x), n, chosen, norm, false);
    return resized("rfft", all, chosen, n / 2 + 1);
  }

  /** The real numbers of even length 2·(m − 1) whose transform begins with the m values given. */
  public static Tensor irfft(Complex x) {
    int m = lengthOf("irfft", x.re(), -1);
    return irfft(x, 2 * (m - 1), -1, Norm.BACKWARD);
  }

  /**
   * The n real numbers whose transform begins with the ⌊n/2⌋ + 1 values given (more are ignored,
   * missing ones are zero). The imaginary parts of the first, and with even n of the last, do not
   * count.
   */
  public static Tensor irfft(Complex x, int n, int axis, Norm norm) {
    expectLength("irfft", n);
    int chosen = axisOf("irfft", x.re(), axis);
    int bins = n / 2 + 1;
    // The conjugate of Y(k) at n − k adds the conjugate term: the real part of twice Y(k)'s own.
    double[] weights = new double[bins];
    Arrays.fill(weights, 2);
    weights[0] = 1;
    weights[bins - 1] = n % 2 == 0 || n == 1 ? 1 : 2;
    int[] along = new int[x.re().shape().rank()];
    Arrays.fill(along, 1);
    along[chosen] = bins;
    Tensor factors = Tensor.of(x.re().dtype(), weights).reshape(along);
    Complex half = resized("irfft", x, chosen, bins);
    Complex weighted = new Complex(half.re().mul(factors), half.im().mul(factors));
    return transform("irfft", weighted, n, chosen, norm, true).re();
  }

  /**
   * Frequencies of the transform's values in cycles per unit of the sample distance: 0, 1, …,
   * ⌈n/2⌉−1, −⌊n/2⌋, …, −1, each divided by n·distance.
   */
  public static Tensor fftfreq(DType dtype, int n, double distance) {
    expectLength("fftfreq", n);
    double[] values = new double[n];
    for (int k = 0; k < n; k++) {
      values[k] = (k < n - n / 2 ? k : k - n) / (n * distance);
    }
    return Tensor.of(dtype, values);
  }

  /** Frequencies of the values of {@link #rfft}: 0, 1, …, ⌊n/2⌋, each divided by n·distance. */
  public static Tensor rfftfreq(DType dtype, int n, double distance) {
    expectLength("rfftfreq", n);
    double[] values = new double[n / 2 + 1];
    for (int k = 0; k < values.length; k++) {
      values[k] = k / (n * distance);
    }
    return Tensor.of(dtype, values);
  }

  /** Moves frequency 0 to the middle of the given axes; of all when none is given. */
  public static Tensor fftshift(Tensor x, int... axes) {
    return rolled("fftshift", x, axes, false);
  }

  /** Moves the middle to the front: undoes {@link #fftshift}. */
  public static Tensor ifftshift(Tensor x, int... axes) {
    return rolled("ifftshift", x, axes, true);
  }

  private static Tensor rolled(String operation, Tensor x, int[] axes, boolean back) {
    Tensor result = x;
    for (int axis : axes.length == 0 ? allAxes(x) : axes) {
      int chosen = axisOf(operation, x, axis);
      int n = x.dim(chosen);
      int first = back ? n / 2 : n - n / 2; // which becomes the first
      result =
          Tensor.concatenate(
              chosen, result.slice(chosen, first, n), result.slice(chosen, 0, first));
    }
    return result;
  }

  private static Complex transforms(
      String operation, Complex x, int[] lengths, int[] axes, Norm norm, boolean inverse) {
    if (lengths.length != axes.length) {
      throw new IllegalArgumentException(
          operation
              + ": lengths "
              + Arrays.toString(lengths)
              + " for axes "
              + Arrays.toString(axes)
              + ", expected one for each");
    }
    Complex result = x;
    for (int i = axes.length - 1; i >= 0; i--) {
      result = transform(operation, result, lengths[i], axes[i], norm, inverse);
    }
    return result;
  }

  private static Complex transform(
      String operation, Complex x, int n, int axis, Norm norm, boolean inverse) {
    expectLength(operation, n);
    int chosen = axisOf(operation, x.re(), axis);
    Complex fitted = resized(operation, x, chosen, n);
    List<Tensor> parts =
        Primitive.apply(new Primitive.Fft(chosen, inverse), List.of(fitted.re(), fitted.im()));
    Complex result = new Complex(parts.get(0), parts.get(1));
    double scale = norm.scale(n, inverse);
    return scale == 1 ? result : result.mul(scale);
  }

  private static Complex resized(String operation, Complex x, int axis, int n) {
    int length = lengthOf(operation, x.re(), axis);
    return length == n
        ? x
        : new Complex(resized(x.re(), axis, length, n), resized(x.im(), axis, length, n));
  }

  private static Tensor resized(Tensor x, int axis, int length, int n) {
    return n < length ? x.slice(axis, 0, n) : x.pad(axis, 0, n - length);
  }

  private static int[] allAxes(Tensor x) {
    return IntStream.range(0, x.shape().rank()).toArray();
  }

  private static int[] lengthsOf(String operation, Tensor x, int[] axes) {
    return Arrays.stream(axes).map(axis -> lengthOf(operation, x, axis)).toArray();
  }

  private static int lengthOf(String operation, Tensor x, int axis) {
    return x.dim(axisOf(operation, x, axis));
  }

  private static int axisOf(String operation, Tensor x, int axis) {
    int rank = x.shape().rank();
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException(
          operation + ": axis " + axis + " of " + x.shape() + ", expected one of its " + rank);
    }
    return axis < 0 ? axis + rank : axis;
  }

  private static void expectLength(String operation, int n) {
    if (n < 1) {
      throw new IllegalArgumentException(operation + ": length " + n + ", expected at least 1");
    }
  }
}

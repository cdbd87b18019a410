package latentphysics.autodiff;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.fft.Complex;
import latentphysics.tensor.fft.Fft;
import latentphysics.tensor.fft.Norm;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Protects the derivatives of what is made of the transform: real ones, lengths, norms, shifts. */
final class FftGradientTest {
  private long seed = 900;

  @TestFactory
  Stream<DynamicTest> derivativesAreRight() {
    return Stream.of(
            real("rfft", x -> parts(Fft.rfft(x)), 2, 7),
            real("rfft", x -> parts(Fft.rfft(x, 6, 0, Norm.ORTHO)), 4, 2),
            real("rfft", x -> parts(Fft.rfft(x, 3, 0, Norm.FORWARD)), 8),
            complex("irfft", x -> List.of(Fft.irfft(x)), 2, 4),
            complex("irfft", x -> List.of(Fft.irfft(x, 5, 0, Norm.ORTHO)), 4, 2),
            complex("fft", x -> parts(Fft.fft(x, 9, 0, Norm.ORTHO)), 4, 2),
            complex("ifft", x -> parts(Fft.ifft(x, 3, 1, Norm.BACKWARD)), 2, 5),
            complex("fft2", x -> parts(Fft.fft2(x)), 2, 3, 4),
            complex("ifftn", x -> parts(Fft.ifftn(x)), 2, 3, 4),
            complex("product", x -> parts(Fft.ifft(Fft.fft(x).mul(Fft.fft(x).conj()))), 6),
            complex("power", x -> List.of(Fft.fft(x).absSquare()), 5),
            real("shift", x -> List.of(Fft.fftshift(x, 1), Fft.ifftshift(x)), 4, 5))
        .map(row -> DynamicTest.dynamicTest(row.name(), row::checkAll));
  }

  private static List<Tensor> parts(Complex y) {
    return List.of(y.re(), y.im());
  }

  private GradientCase real(String name, Function<Tensor, List<Tensor>> operation, int... dims) {
    UnaryOperator<List<Tensor>> all = x -> operation.apply(x.getFirst());
    return GradientCase.of(name, all, Points.normal(seed++, dims));
  }

  private GradientCase complex(
      String name, Function<Complex, List<Tensor>> operation, int... dims) {
    UnaryOperator<List<Tensor>> all = x -> operation.apply(new Complex(x.get(0), x.get(1)));
    return GradientCase.of(name, all, Points.normal(seed++, dims), Points.normal(seed++, dims));
  }
}

package latentphysics.bench;

import java.util.concurrent.TimeUnit;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Convolution;
import latentphysics.tensor.nn.ConvolutionOptions;
import latentphysics.tensor.random.Key;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Convolutions of 16 images by 3×3 kernels, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class ConvolutionBenchmark {
  private static final int IMAGES = 16;
  private static final int SIDE = 16;
  private static final int KERNEL = 3;

  private final Workers workers = Workers.of(1);

  /** Channels of the images, and as many of the result. */
  @Param({"1", "32", "128"})
  int channels;

  /** Positions from one output to the next. */
  @Param({"1", "2"})
  int stride;

  /** Type of the numbers. */
  @Param({"FLOAT32", "FLOAT64"})
  DType dtype = DType.FLOAT32;

  private ConvolutionOptions options = ConvolutionOptions.VALID;
  private Tensor images = Tensor.scalar(DType.FLOAT32, 0);
  private Tensor kernels = images;

  /** Fills images and kernels. */
  @Setup
  public void setup() {
    options = ConvolutionOptions.VALID.withPadding(1).withStride(stride);
    images = Key.of(1).normal(dtype, IMAGES, channels, SIDE, SIDE);
    kernels = Key.of(2).normal(dtype, channels, channels, KERNEL, KERNEL);
  }

  /** The convolution. */
  @Benchmark
  public Tensor forward() {
    return workers.call(() -> Convolution.conv2d(images, kernels, options));
  }
}

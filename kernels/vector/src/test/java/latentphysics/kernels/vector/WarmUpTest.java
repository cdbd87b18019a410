package latentphysics.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.contract.RandomExpressions;
import latentphysics.kernels.contract.SampleNumbers;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kernel gives the same bits before, while and after it changes to SIMD. */
class WarmUpTest {
  private static final int LENGTH = 1003;
  private static final int CALLS = 500; // of one thread: several times the threshold
  private static final long SEED = 7;

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void twoThreadsPassTheThreshold(ElementType type) throws Exception {
    Instructions program = RandomExpressions.program(SEED, type, 2, 1, 12);
    Random random = new Random(SEED);
    Object first = SampleNumbers.any(random, type, LENGTH);
    Object second = SampleNumbers.any(random, type, LENGTH);
    Object expected = result(type, new ScalarKernels(), program, first, second);
    Kernels kernels = new VectorKernels();
    MapKernel kernel = kernels.compile(program);
    Callable<Void> hammer =
        () -> {
          for (int call = 0; call < CALLS; call++) {
            Object actual = run(type, kernel, first, second);
            assertSameBits(expected, actual, type + ", seed " + SEED + ", call " + call);
          }
          return null;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      inBoth(threads, hammer);
      // The warm-up runs one task after the other: when this one runs, the kernel is ready.
      CountDownLatch ready = new CountDownLatch(1);
      WarmUp.later(ready::countDown);
      ready.await();
      inBoth(threads, hammer);
    }
  }

  private static void inBoth(ExecutorService threads, Callable<Void> task) throws Exception {
    Future<Void> one = threads.submit(task);
    Future<Void> two = threads.submit(task);
    one.get();
    two.get();
  }

  private static Object result(
      ElementType type, Kernels kernels, Instructions program, Object first, Object second) {
    return run(type, kernels.compile(program), first, second);
  }

  private static Object run(ElementType type, MapKernel kernel, Object first, Object second) {
    Object result = type == ElementType.FLOAT32 ? new float[LENGTH] : new double[LENGTH];
    kernel.run(new Object[] {first, second, result}, new int[3], new int[] {1, 1, 1}, 0, LENGTH);
    return result;
  }

  private static void assertSameBits(Object expected, Object actual, String where) {
    if (expected instanceof float[] floats) {
      assertArrayEquals(floats, (float[]) actual, where);
    } else {
      assertArrayEquals((double[]) expected, (double[]) actual, where);
    }
  }
}

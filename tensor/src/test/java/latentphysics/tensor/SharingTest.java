package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import latentphysics.kernels.Workers;
import latentphysics.kernels.expr.Expr;
import org.junit.jupiter.api.Test;

/** Protects that tensors never change, whoever holds their arrays, and can be shared by threads. */
final class SharingTest {
  private static final int THREADS = 8;

  @Test
  void arraysGivenAreCopied() {
    float[] single = {1, 2};
    double[] twice = {3, 4};
    int[] dims = {2, 1};
    Tensor a = Tensor.of(single, dims);
    Tensor b = Tensor.of(twice);
    Tensor c = Tensor.of(DType.FLOAT64, twice, 2);
    single[0] = 9;
    twice[0] = 9;
    dims[0] = 9;
    assertArrayEquals(new double[] {1, 2}, a.toDoubles());
    assertArrayEquals(new double[] {3, 4}, b.toDoubles());
    assertArrayEquals(new double[] {3, 4}, c.toDoubles());
    assertEquals(Shape.of(2, 1), a.shape());
  }

  @Test
  void arraysReadAreCopies() {
    Tensor whole = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
    for (Tensor x :
        List.of(whole, whole.reshape(4), whole.slice(0, 0, 1), whole.astype(DType.FLOAT32))) {
      double[] before = x.toDoubles();
      x.toDoubles()[0] = 9;
      x.shape().dims()[0] = 9;
      assertArrayEquals(before, x.toDoubles());
    }
    assertArrayEquals(new double[] {1, 2, 3, 4}, whole.toDoubles());
  }

  @Test
  void operationsLeaveTheirOperandsAlone() {
    Tensor a = Samples.random(DType.FLOAT64, 1300, 12, 12);
    Tensor b = Samples.random(DType.FLOAT64, 1301, 12, 12);
    double[] left = a.toDoubles();
    double[] right = b.toDoubles();
    List<Tensor> results =
        List.of(
            a.add(b),
            a.neg(),
            a.sum(0),
            a.sum(),
            a.matmul(b),
            a.matmul(b.transpose()),
            a.lstsq(b),
            a.reshape(144),
            a.transpose().reshape(144),
            Tensor.concatenate(0, a, b));
    assertEquals(10, results.size());
    assertArrayEquals(left, a.toDoubles(), "seed 1300");
    assertArrayEquals(right, b.toDoubles(), "seed 1301");
  }

  @Test
  void manyThreadsShareOneTensor() throws Exception {
    Tensor x = Samples.random(DType.FLOAT32, 1310, 120, 90);
    Callable<Tensor> work =
        () -> x.tanh().matmul(x.transpose()).add(x.slice(1, 0, 1)).sum(0).mul(x.sum());
    Tensor expected = work.call();
    for (Tensor result : together(work)) {
      Check.sameBits(expected, result, "seed 1310");
    }
  }

  @Test
  void manyThreadsShareOneSetOfWorkers() throws Exception {
    Tensor x = Samples.random(DType.FLOAT64, 1320, 300, 150);
    Tensor expected = x.exp().sum(1);
    try (Workers workers = Workers.of(3)) {
      for (Tensor result : together(() -> workers.call(() -> x.exp().sum(1)))) {
        Check.sameBits(expected, result, "seed 1320");
      }
    }
  }

  @Test
  void manyThreadsCompileOneFunction() throws Exception {
    // A function of its own, so that all threads meet it uncompiled.
    MapFunction fresh =
        MapFunction.of("fresh", 2, in -> List.of(in.get(0).mul(in.get(1)).call(Expr.Function.EXP)));
    Tensor x = Samples.random(DType.FLOAT64, 1330, 200, 7);
    Tensor expected = x.mul(x).exp();
    for (Tensor result : together(() -> Tensor.map(fresh, x, x))) {
      Check.sameBits(expected, result, "seed 1330");
    }
  }

  private static List<Tensor> together(Callable<Tensor> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Tensor> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Tensor>> futures = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        futures.add(
            executor.submit(() -> {
              start.await();
              return work.call();
            }));
      }
      for (Future<Tensor> future : futures) {
        results.add(future.get());
      }
    }
    return results;
  }
}

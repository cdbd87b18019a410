package latentphysics.bench.peers;

import latentphysics.tensor.Tensor;

/** The first matrix product of a fresh JVM; prints the nanoseconds from main to its result. */
final class ColdStart {
  private static final int SIDE = 128;

  private ColdStart() {}

  public static void main(String[] args) {
    long begin = System.nanoTime();
    float[] values = new float[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 3;
    }
    Tensor a = Tensor.of(values, SIDE, SIDE);
    double first = a.matmul(a).toDoubles()[0];
    long nanos = System.nanoTime() - begin;
    if (Double.isNaN(first)) {
      throw new AssertionError(first);
    }
    System.out.println(nanos);
  }
}

package latentphysics.kernels.vector;

import java.util.function.BooleanSupplier;

/**
 * Says when products of one type change from the scalar form to SIMD: after enough multiply-adds to
 * show that they matter, and once C2 has compiled the tiles, off to the side.
 */
final class ProductSwitch {
  private final long multiplyAddsUntilWarmUp;
  private final BooleanSupplier warmUp;
  private volatile boolean ready;
  // Lost updates only delay the warm-up.
  private long multiplyAdds;

  /**
   * A switch in the scalar position, or with SIMD from the start if the threshold is 0.
   *
   * @param warmUp runs the tiles until they are fast; false if they do not become so
   */
  ProductSwitch(long multiplyAddsUntilWarmUp, BooleanSupplier warmUp) {
    this.multiplyAddsUntilWarmUp = multiplyAddsUntilWarmUp;
    this.warmUp = warmUp;
    ready = multiplyAddsUntilWarmUp == 0;
  }

  boolean ready() {
    return ready;
  }

  /** Counts work that is about to take the scalar form. */
  void count(long more) {
    long before = multiplyAdds;
    multiplyAdds = before + more;
    if (before < multiplyAddsUntilWarmUp && before + more >= multiplyAddsUntilWarmUp) {
      WarmUp.later(() -> ready = warmUp.getAsBoolean());
    }
  }
}

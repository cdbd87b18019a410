package latentphysics.kernels.vector;

import java.util.function.BooleanSupplier;

/**
 * Says when kernels of one kind change from the scalar form to SIMD: after enough work to show that
 * they matter, and once C2 has compiled them, off to the side.
 */
final class SimdSwitch {
  /**
   * After a warm-up in vain, as on a machine with much else to do, the next one waits for this many
   * times the work so far: so long that warm-ups take little of all time, but the third is yet to
   * come within minutes.
   */
  private static final long PATIENCE = 4;

  private volatile long workUntilWarmUp;
  private final BooleanSupplier warmUp;
  private volatile boolean ready;
  // Lost updates only delay the warm-up.
  private long work;

  /**
   * A switch in the scalar position, or with SIMD from the start if the threshold is 0.
   *
   * @param warmUp runs the kernels until they are fast; false if they do not become so
   */
  SimdSwitch(long workUntilWarmUp, BooleanSupplier warmUp) {
    this.workUntilWarmUp = workUntilWarmUp;
    this.warmUp = warmUp;
    ready = workUntilWarmUp == 0;
  }

  boolean ready() {
    return ready;
  }

  /** Counts work that is about to take the scalar form. */
  void count(long more) {
    long before = work;
    long limit = workUntilWarmUp;
    work = before + more;
    if (before < limit && before + more >= limit) {
      WarmUp.later(() -> {
        if (warmUp.getAsBoolean()) {
          ready = true;
        } else {
          workUntilWarmUp = Math.max(limit, work) * PATIENCE;
        }
      });
    }
  }
}

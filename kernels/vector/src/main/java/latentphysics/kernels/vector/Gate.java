package latentphysics.kernels.vector;

/**
 * Holds a SIMD kernel back until it has proved to be used and C2 has compiled it off to the side;
 * until then the scalar form gives the same bits sooner. Short calls always take the scalar form.
 */
final class Gate {
  private final long shortest;
  private final SimdSwitch simd;

  /**
   * A closed gate; open from the start if nothing is to be waited for.
   *
   * @param shortest calls of fewer elements never pass
   * @param elementsUntilWarmUp elements of scalar work before the warm-up
   * @param compiledNanos time of one exercise that only compiled code reaches
   * @param exercise runs the kernel on idle data in every form that matters
   */
  Gate(long shortest, long elementsUntilWarmUp, double compiledNanos, Runnable exercise) {
    this.shortest = shortest;
    simd = new SimdSwitch(elementsUntilWarmUp, () -> WarmUp.untilFast(exercise, compiledNanos));
  }

  /** Whether a call of so many elements takes the SIMD form; counts those that do not. */
  boolean isOpen(long count) {
    if (count < shortest) {
      return false;
    }
    if (simd.ready()) {
      return true;
    }
    simd.count(count);
    return false;
  }
}

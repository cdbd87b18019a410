package latentphysics.data;

/**
 * One uninterrupted run of observations.
 *
 * @param times strictly increasing, in the data's own unit, {@code [n]}
 * @param observations finite numbers, {@code [n][columns]}; not copied, to be left unchanged
 */
public record Trajectory(double[] times, double[][] observations) {

  /**
   * Checks the lengths and the order of time.
   *
   * @throws IllegalArgumentException if lengths differ or times do not increase
   */
  public Trajectory {
    if (times.length != observations.length) {
      throw new IllegalArgumentException(
          "trajectory: "
              + times.length
              + " times but "
              + observations.length
              + " observations, expected as many");
    }
    for (int i = 1; i < times.length; i++) {
      if (!(times[i] > times[i - 1])) {
        throw new IllegalArgumentException(
            "trajectory: time "
                + times[i]
                + " at row "
                + i
                + " does not follow "
                + times[i - 1]
                + ", expected increasing times");
      }
    }
  }

  /** Number of observations. */
  public int length() {
    return times.length;
  }
}

package latentphysics.autodiff.optim;

/** Where a number that a user gives must lie. */
enum Range {
  /** From 0 to below 1: what a moving average keeps of its past. */
  FRACTION("[0, 1)") {
    @Override
    boolean contains(double x) {
      return x >= 0 && x < 1;
    }
  },
  /** Above 0 and finite. */
  POSITIVE("a positive finite number") {
    @Override
    boolean contains(double x) {
      return x > 0 && x < Double.POSITIVE_INFINITY;
    }
  },
  /** At least 0 and finite: a rate, a weight or a tolerance. */
  NOT_NEGATIVE("a finite number of at least 0") {
    @Override
    boolean contains(double x) {
      return x >= 0 && x < Double.POSITIVE_INFINITY;
    }
  };

  private final String label;

  Range(String label) {
    this.label = label;
  }

  /** Whether it lies within; NaN does not. */
  abstract boolean contains(double x);

  /**
   * The number, if it lies within.
   *
   * @throws IllegalArgumentException if not: "adam: beta1 1.5, expected [0, 1)"
   */
  double check(String operation, String argument, double x) {
    if (!contains(x)) {
      throw new IllegalArgumentException(
          operation + ": " + argument + " " + x + ", expected " + label);
    }
    return x;
  }

  /**
   * The count, if it is large enough.
   *
   * @throws IllegalArgumentException if not
   */
  static int checkAtLeast(int least, String operation, String argument, int count) {
    if (count < least) {
      throw new IllegalArgumentException(
          operation + ": " + argument + " " + count + ", expected at least " + least);
    }
    return count;
  }
}

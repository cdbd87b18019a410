package latentphysics.experiment;

/** Watches a run while it trains; called from the thread that trains. */
public interface Monitor {

  /**
   * Called after each training step.
   *
   * @param step steps done so far, from 1
   * @param steps steps asked for
   * @param loss value of the whole loss at this step
   */
  void onStep(int step, int steps, double loss);

  /** Whether the run should stop training now and evaluate what it has. */
  boolean stopRequested();

  /** A monitor that watches nothing. */
  static Monitor none() {
    return new Monitor() {
      @Override
      public void onStep(int step, int steps, double loss) {}

      @Override
      public boolean stopRequested() {
        return false;
      }
    };
  }
}

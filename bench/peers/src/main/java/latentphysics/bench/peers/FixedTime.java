package latentphysics.bench.peers;

/**
 * Not a side that runs but a time that is given.
 *
 * @param nanos of one call
 */
record FixedTime(long nanos) implements Contender {

  @Override
  public void run(int calls) {}

  @Override
  public double[] result() {
    return new double[0];
  }
}

package latentphysics.bench.peers;

/**
 * Work of another kind, for the ratio of the times: its results are not compared.
 *
 * @param contender does it
 */
record OtherWork(Contender contender) implements Contender {

  @Override
  public void run(int calls) {
    contender.run(calls);
  }

  @Override
  public double[] result() {
    return new double[0];
  }

  @Override
  public void close() {
    contender.close();
  }
}

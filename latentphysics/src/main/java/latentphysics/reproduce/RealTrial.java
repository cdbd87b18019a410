package latentphysics.reproduce;

import latentphysics.data.Trajectories;

/** A series with the way in which laws are looked for in it. */
interface RealTrial {
  /** What is observed. */
  RealSeries series();

  /**
   * Looks for laws.
   *
   * @param data of the series, or a control made of it
   * @param seed of all that is random
   */
  LawClaim judge(Trajectories data, int seed);
}

package latentphysics.reproduce;

import latentphysics.data.Trajectories;
import latentphysics.search.PrequentialCode;

/**
 * A series too short to learn an encoder from: its observations are the latents, and rules compete
 * by their code length.
 *
 * @param series of two columns, evenly spaced in time
 * @param code what a rule is worth
 */
record ContestedSeries(RealSeries series, PrequentialCode code) implements RealTrial {
  @Override
  public ContestRun judge(Trajectories data, int seed) {
    return ContestRun.of(data, code, seed);
  }
}

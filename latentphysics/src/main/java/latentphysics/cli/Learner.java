package latentphysics.cli;

import latentphysics.data.Trajectories;
import latentphysics.experiment.Monitor;
import latentphysics.experiment.Outcome;
import latentphysics.experiment.Settings;

/** Whatever learns; the experiment, or a stand-in that takes no time. */
@FunctionalInterface
interface Learner {
  Outcome run(Trajectories data, Settings settings, Monitor monitor);
}

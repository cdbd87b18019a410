/**
 * Latent spaces that obey simple laws of motion: networks, operators, rules, experiments, reports.
 */
@org.jspecify.annotations.NullMarked
module latentphysics {
  requires static org.jspecify;
  requires com.google.gson;
  requires info.picocli;
  requires java.desktop;
  requires transitive latentphysics.autodiff;

  exports latentphysics.data;
  exports latentphysics.experiment;
  exports latentphysics.linear;
  exports latentphysics.loss;
  exports latentphysics.network;
  exports latentphysics.operator;
  exports latentphysics.reproduce;
  exports latentphysics.rule;
  exports latentphysics.search;
  exports latentphysics.training;
  exports latentphysics.world;

  opens latentphysics.cli to
      info.picocli;
}

package latentphysics.reproduce;

/** An experiment with a claim that its figures can refute. */
public interface Reproduction {

  /** Its name on the command line. */
  String name();

  /** What is claimed, under which protocol, in a few sentences. */
  String claim();

  /** Runs it. */
  Findings run(Runs runs);
}

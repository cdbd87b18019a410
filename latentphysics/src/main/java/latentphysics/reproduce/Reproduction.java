package latentphysics.reproduce;

/** An experiment with a claim that its figures can refute. */
public interface Reproduction {

  /** Its name on the command line. */
  String name();

  /** What is claimed, under which protocol, in a few sentences. */
  String claim();

  /** Whether it reads published data, which lies outside the program. */
  default boolean needsData() {
    return false;
  }

  /** Runs it. */
  Findings run(Runs runs);
}

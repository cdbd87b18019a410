package latentphysics.cli;

import java.io.Console;
import java.io.PrintStream;

/**
 * Where the program prints.
 *
 * @param out for results
 * @param err for progress and errors
 * @param interactive whether a line on err can be rewritten in place
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

  /** The terminal of this process. */
  static Terminal ofProcess() {
    return new Terminal(System.out, System.err, rewritesLines());
  }

  // Whether there is a console is the runtime's choice, so null must be expected after all.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean rewritesLines() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Prints an error or a hint for the user, marked with the program's name. */
  void complain(String sentence) {
    err.println("latentphysics: " + sentence);
  }
}

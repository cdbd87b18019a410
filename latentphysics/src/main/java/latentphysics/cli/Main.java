package latentphysics.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import latentphysics.data.DataException;
import latentphysics.experiment.Experiment;
import latentphysics.report.Versions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of the command line. */
@Command(
    name = "latent",
    mixinStandardHelpOptions = true,
    description = "Learns an encoder whose latent space obeys a simple law, and says which.")
public final class Main implements Runnable {
  private static final int USER_ERROR = 2;
  private static final int FAILURE = 1;
  private static final long PATIENCE_SECONDS = 60;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /**
   * Runs a command and ends the process: 0 when it did its work, 2 when the user has to put
   * something right, 130 when it was stopped, 1 for a failure of the program.
   *
   * @param args name of a command and its options
   */
  public static void main(String[] args) {
    Terminal terminal = Terminal.ofProcess();
    StopSignal stop = new StopSignal(PATIENCE_SECONDS);
    Runnable announcement =
        () -> {
          if (terminal.interactive()) {
            terminal.err().println();
          }
          terminal.complain("stopping; writing what there is");
        };
    Thread hook = new Thread(() -> stop.onShutdown(announcement), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    int code = FAILURE;
    try {
      code = run(terminal, stop, Experiment::run, args);
    } finally {
      stop.finished();
    }
    System.exit(code);
  }

  /**
   * Runs a command in this process.
   *
   * @return the exit code
   */
  static int run(Terminal terminal, StopSignal stop, Learner learner, String... args) {
    Learning learning = new Learning(terminal, stop, learner);
    CommandLine commands =
        new CommandLine(new Main())
            .addSubcommand(new TrainCommand(terminal, learning))
            .addSubcommand(new DemoCommand(terminal, learning))
            .addSubcommand(new SimulateCommand(terminal))
            .addSubcommand(new ExplainCommand(terminal))
            .addSubcommand(new ReproduceCommand(terminal, stop));
    String version = "latentphysics " + Versions.ofProgram();
    commands.getCommandSpec().version(version);
    commands.getSubcommands().values().forEach(sub -> sub.getCommandSpec().version(version));
    boolean debug = List.of(args).contains("--debug");
    commands
        .setOut(writer(terminal.out()))
        .setErr(writer(terminal.err()))
        // A file name may start with '@'.
        .setExpandAtFiles(false)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((e, _) -> explain(terminal, e))
        .setExecutionExceptionHandler((e, command, parsed) -> explain(terminal, e, debug));
    try {
      return commands.execute(args);
    } catch (Error e) {
      return explain(terminal, e, debug);
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: train, demo, simulate, explain or reproduce");
  }

  private static int explain(Terminal terminal, ParameterException e) {
    String sentence = oneLine(e.getMessage());
    terminal.complain(sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1));
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    terminal.err().println("try: " + command + " --help");
    return USER_ERROR;
  }

  private static int explain(Terminal terminal, Throwable e, boolean debug) {
    boolean ofUser = e instanceof DataException || e instanceof UserException;
    if (ofUser) {
      terminal.complain(oneLine(e.getMessage()));
    } else if (e instanceof ArithmeticException) {
      terminal.complain("the training failed: " + oneLine(e.getMessage()));
    } else if (e instanceof OutOfMemoryError) {
      terminal.complain("not enough memory; give Java more, such as JDK_JAVA_OPTIONS=-Xmx8g");
    } else {
      String detail = e.getMessage() == null ? "" : ": " + oneLine(e.getMessage());
      terminal.complain(
          "unexpected failure, " + e.getClass().getName() + detail + " (--debug shows where)");
    }
    if (debug) {
      e.printStackTrace(terminal.err());
    }
    return ofUser ? USER_ERROR : FAILURE;
  }

  private static String oneLine(@Nullable String message) {
    String line = message == null ? "" : message.strip().replaceAll("\\s*\\R\\s*", " ");
    return line.isEmpty() ? "no reason is known" : line;
  }
}

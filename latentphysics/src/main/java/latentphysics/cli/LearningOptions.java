package latentphysics.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import latentphysics.experiment.Physics;
import latentphysics.experiment.Settings;
import latentphysics.experiment.Settings.OperatorKind;
import latentphysics.loss.Concentrations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options that all commands which learn have in common. */
final class LearningOptions {
  private static final int MOST_LATENT = 1024;
  private static final int MOST_THREADS = 1024;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--latent",
      paramLabel = "N",
      description =
          "latent dimensions (default: for train as many as observed columns, made even, from 2 to"
              + " 8; for demo 4)")
  private @Nullable Integer latent;

  @Option(
      names = "--operator",
      paramLabel = "KIND",
      converter = OperatorConverter.class,
      description = {
        "how latents move: lie (turning and scaling in planes, for any time step), lstsq (one"
            + " matrix by least squares) or none (a matrix fitted only after the training);"
            + " default lie"
      })
  private OperatorKind operator = OperatorKind.LIE;

  @Option(
      names = "--physics",
      paramLabel = "RULES",
      description =
          "rules that pull on the encoder: forms separated by commas, such as rotation,affine-map;"
              + " fixed (a few of them, in planes of neighbouring latents); or auto (those and what"
              + " a network proposes that learns beside the encoder); default auto")
  private String physics = "auto";

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      description =
          "how they pull: none, F0 (every rule's plain mean), F0b (the best rule's), F1 (bounded"
              + " error mass), F2 (its logarithm), F3 (harmonic bits), F4 (gated), or one that"
              + " turns into another, such as F1-F4; default F1")
  private String loss = "F1";

  @Option(names = "--steps", paramLabel = "N", description = "training steps (default 3000)")
  private @Nullable Integer steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "seed of all random numbers; the same seed gives the same result (default 0)")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads to use; the result does not depend on it (default: all processors)")
  private @Nullable Integer threads;

  @Option(
      names = "--shuffle",
      description = "control: permute the observations in time; no law must be found")
  private boolean shuffle;

  @Option(names = "--debug", hidden = true, description = "show the stack trace of a failure")
  private boolean debug;

  /** Takes none, lie and lstsq in small or capital letters. */
  static final class OperatorConverter implements ITypeConverter<OperatorKind> {
    @Override
    public OperatorKind convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "none" -> OperatorKind.NONE;
        case "lie" -> OperatorKind.LIE;
        case "lstsq" -> OperatorKind.LSTSQ;
        default ->
            throw new TypeConversionException("expected none, lie or lstsq, not '" + value + "'");
      };
    }
  }

  /**
   * The settings, with what was not given filled in.
   *
   * @throws ParameterException if a number is out of its range
   */
  Settings settings(int defaultLatent, int defaultSteps) {
    return new Settings(
            inRange("--latent", latent == null ? defaultLatent : latent, MOST_LATENT),
            operator,
            inRange("--steps", steps == null ? defaultSteps : steps, Integer.MAX_VALUE),
            seed)
        .withPhysics(
            parsed("--physics", Physics::of, physics), parsed("--loss", Concentrations::of, loss));
  }

  /**
   * Checks the numbers that were given, before a file is read.
   *
   * @throws ParameterException if one is out of its range
   */
  void check() {
    settings(1, 1);
    threads();
  }

  /** Number of threads, at least 1. */
  int threads() {
    return threads == null
        ? Runtime.getRuntime().availableProcessors()
        : inRange("--threads", threads, MOST_THREADS);
  }

  private int inRange(String option, int value, int most) {
    if (value < 1 || value > most) {
      String range = most == Integer.MAX_VALUE ? "at least 1" : "a number from 1 to " + most;
      throw complaint(option + " " + value + ": expected " + range);
    }
    return value;
  }

  private <T> T parsed(String option, Function<String, T> parser, String value) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw complaint("invalid value for option '" + option + "': " + e.getMessage());
    }
  }

  private RuntimeException complaint(String sentence) {
    return command == null
        ? new UserException(sentence)
        : new ParameterException(command.commandLine(), sentence);
  }

  boolean shuffle() {
    return shuffle;
  }

  boolean debug() {
    return debug;
  }

  /** Refuses the empty name that an unset shell variable leaves behind. */
  void refuseEmpty(String option, @Nullable Path path) {
    if (path != null && path.toString().isEmpty()) {
      throw complaint(option + ": the name is empty");
    }
  }
}

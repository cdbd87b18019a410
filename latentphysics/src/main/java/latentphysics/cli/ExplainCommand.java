package latentphysics.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import latentphysics.data.FailureReason;
import latentphysics.report.ExplanationJson;
import latentphysics.report.ExplanationJson.Pushes;
import latentphysics.report.ExplanationJson.SitePush;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows which sites of which rule pushed the encoder, and how hard. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows which sites of which rule pushed the encoder, how hard, at which step.",
    footer = {
      "",
      "The residual is the squared miss of a site over the mean squared displacement, the weight",
      "what a further miss would cost, the pull the size of the gradient on the site's latents."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int MOST_ROWS = 20;

  private final Terminal terminal;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "folder that train or demo wrote its results to")
  private Path model = Path.of("");

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "the snapshot nearest to this training step (default: the last one)")
  private @Nullable Integer step;

  @Option(names = "--debug", hidden = true, description = "show the stack trace of a failure")
  private boolean debug;

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  boolean debug() {
    return debug;
  }

  @Override
  public Integer call() {
    List<Pushes> snapshots = read(model.resolve(Learning.RESULT));
    if (snapshots.isEmpty()) {
      throw new UserException(model + ": no rule took part in this training");
    }
    int wanted = step == null ? snapshots.getLast().step() : step;
    Pushes nearest =
        snapshots.stream()
            .min(Comparator.comparingLong(s -> Math.abs((long) s.step() - wanted)))
            .orElseThrow();
    print(nearest);
    return 0;
  }

  private static List<Pushes> read(Path file) {
    try {
      return ExplanationJson.read(Files.readString(file));
    } catch (IOException e) {
      throw new UserException(file + ": cannot be read: " + FailureReason.of(e), e);
    } catch (IllegalArgumentException e) {
      throw new UserException(file + ": " + e.getMessage(), e);
    }
  }

  private void print(Pushes snapshot) {
    PrintStream out = terminal.out();
    out.println("step " + snapshot.step() + ", the hardest pulled sites first");
    List<SitePush> sites = snapshot.sites().stream().limit(MOST_ROWS).toList();
    int width = sites.stream().mapToInt(site -> site.rule().length()).max().orElse(0);
    String row = "%-" + Math.max(4, width) + "s  %10s  %10s  %10s  %10s  %10s%n";
    out.print(
        String.format(
            Locale.ROOT, row, "rule", "trajectory", "time", "residual", "weight", "pull"));
    for (SitePush site : sites) {
      out.print(
          String.format(
              Locale.ROOT,
              row,
              site.rule(),
              site.trajectory() + 1,
              Summary.number(site.time()),
              Summary.number(site.residual()),
              Summary.number(site.weight()),
              Summary.number(site.pull())));
    }
  }
}

package latentphysics.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import latentphysics.reproduce.Findings;
import latentphysics.reproduce.Reproduction;
import latentphysics.reproduce.Reproductions;
import latentphysics.reproduce.Runs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an experiment again and says whether its claim held. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs an experiment again: prints its claim, its figures and whether each demand was met.",
    footer = {
      "",
      "Without NAME it lists the experiments. The exit code is 0 if all demands were met, else 3.",
      "With --out, DIR receives NAME.md."
    })
final class ReproduceCommand implements Callable<Integer> {
  private static final int MISSED = 3;
  private static final int MOST_SEEDS = 1000;
  private static final int MOST_THREADS = 1024;

  private final Terminal terminal;
  private final StopSignal stop;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "name of the experiment")
  private @Nullable String name;

  @Option(names = "--seeds", paramLabel = "N", description = "seeds of each arm (default 5)")
  private int seeds = 5;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "trainings at a time; the result does not depend on it (default: all processors)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "folder of published data, for the experiments that read some")
  private @Nullable Path data;

  @Option(names = "--out", paramLabel = "DIR", description = "folder for the findings")
  private @Nullable Path out;

  ReproduceCommand(Terminal terminal, StopSignal stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public Integer call() {
    if (name == null) {
      Reproductions.all().forEach(r -> terminal.out().println(r.name() + "\n    " + r.claim()));
      return 0;
    }
    Reproduction chosen =
        Reproductions.named(name)
            .orElseThrow(() ->
                complaint(
                    "no experiment '%s', expected %s"
                        .formatted(
                            name,
                            Reproductions.all().stream()
                                .map(Reproduction::name)
                                .collect(Collectors.joining(", ")))));
    if (seeds < 1 || seeds > MOST_SEEDS || threads < 1 || threads > MOST_THREADS) {
      throw complaint(
          "--seeds %d --threads %d: expected 1 to %d and 1 to %d"
              .formatted(seeds, threads, MOST_SEEDS, MOST_THREADS));
    }
    if (chosen.needsData()) {
      checkData(chosen);
    }
    return run(chosen);
  }

  private void checkData(Reproduction chosen) {
    if (data == null) {
      throw complaint(
          "%s reads published data; say in which folder it lies by --data FOLDER"
              .formatted(chosen.name()));
    }
    if (!Files.isDirectory(data)) {
      throw complaint("--data %s: there is no such folder".formatted(data));
    }
  }

  private int run(Reproduction chosen) {
    if (!stop.startWork(() -> {})) {
      return StopSignal.EXIT_CODE;
    }
    String file = chosen.name() + ".md";
    @Nullable OutputFolder folder = out == null ? null : OutputFolder.prepare(out, List.of(file));
    if (folder != null) {
      stop.startWork(folder::discard);
    }
    boolean done = false;
    try {
      terminal.out().println(chosen.claim() + "\n");
      long start = System.nanoTime();
      Findings findings =
          chosen.run(
              new Runs(
                  seeds,
                  threads,
                  text -> terminal.err().println(text),
                  stop::requested,
                  Optional.ofNullable(data)));
      String text =
          "# %s\n\n%s\n\n%s\n%.0f s, %d seeds, %d trainings at a time.\n"
              .formatted(
                  chosen.name(),
                  chosen.claim(),
                  findings.markdown(),
                  (System.nanoTime() - start) / 1e9,
                  seeds,
                  threads);
      terminal.out().println(findings.markdown());
      if (folder != null) {
        folder
            .write(Map.of(file, path -> Files.writeString(path, text, StandardCharsets.UTF_8)))
            .forEach(path -> terminal.out().println(path));
      }
      done = true;
      return findings.met() ? 0 : MISSED;
    } catch (CancellationException stopped) {
      return StopSignal.EXIT_CODE;
    } finally {
      if (!done && folder != null) {
        folder.discard();
      }
    }
  }

  private ParameterException complaint(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}

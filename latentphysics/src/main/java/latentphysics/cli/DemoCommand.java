package latentphysics.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import latentphysics.data.Film;
import latentphysics.data.Sha256;
import latentphysics.experiment.Settings;
import latentphysics.report.RunConfig;
import latentphysics.report.Versions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Learns from a film that is rendered in the process. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Learns from a rendered film of two bodies, one turning and one swinging; no file needed.",
    footer = {
      "",
      "The encoder sees pixels alone. With --out, DIR receives result.json, report.html and",
      "model.safetensors. Ctrl-C stops the training and keeps what there is."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int DEFAULT_STEPS = 3000;
  private static final int DEFAULT_LATENT = 4;

  private final Terminal terminal;
  private final Learning learning;

  @Mixin private LearningOptions options = new LearningOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for results (default: write none)")
  private @Nullable Path out;

  DemoCommand(Terminal terminal, Learning learning) {
    this.terminal = terminal;
    this.learning = learning;
  }

  @Override
  public Integer call() {
    Settings settings =
        options
            .settings(DEFAULT_LATENT, DEFAULT_STEPS)
            .withScaling(Settings.Scaling.SHARED); // some pixels show nothing but noise
    int threads = options.threads();
    options.refuseEmpty("--out", out);
    terminal.out().println("latentphysics " + Versions.ofProgram() + ": rendering a film");
    Film film = Film.render(settings.seed());
    return learning.run(
        new Task(
            new RunConfig("demo", null, null, null, List.of(), options.shuffle(), threads),
            settings,
            film.observations(),
            Sha256.of(film.observations()),
            film.frequencies(),
            List.of(),
            out));
  }
}

package latentphysics.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the figures depend on besides the code. */
final class Machine {
  /** Load average per core from which on others are in the way. */
  private static final double BUSY = 0.3;

  private Machine() {}

  static JsonObject header(String date, String commit) {
    JsonObject header = new JsonObject();
    header.addProperty("date", date);
    header.addProperty("commit", commit);
    header.addProperty(
        "jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    header.addProperty("cpu", cpu());
    header.addProperty("cores", Runtime.getRuntime().availableProcessors());
    header.addProperty(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    header.addProperty("load_average_at_start", loadAverage());
    return header;
  }

  /** Processes that ran or waited in the last minute, on average. */
  static String loadAverage() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f", load);
  }

  /** A sentence if others were at work too when the measurement started; else nothing. */
  static String warning(JsonObject header) {
    String load = header.get("load_average_at_start").getAsString();
    int cores = header.get("cores").getAsInt();
    return load.equals("unknown") || Double.parseDouble(load) < BUSY * cores
        ? ""
        : "\n**Measured on a busy machine (load average %s on %d cores): look at CPU times, not at wall times; rows on two threads and the cold start mean nothing.**\n"
            .formatted(load, cores);
  }

  /** The commit that is measured; with a plus if files differ from it. */
  static String commit() {
    String commit = git("rev-parse", "--short=9", "HEAD");
    if (commit.isEmpty()) {
      return "unknown";
    }
    return git("status", "--porcelain", "--", ".", ":!bench/results").isEmpty()
        ? commit
        : commit + "+";
  }

  private static String git(String... arguments) {
    try {
      ProcessBuilder builder = new ProcessBuilder("git");
      for (String argument : arguments) {
        builder.command().add(argument);
      }
      Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      return process.waitFor() == 0 ? output : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Model, with family and number where Linux tells them: a guest's model name says little. */
  private static String cpu() {
    try {
      String name = "";
      String family = "";
      String model = "";
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        String value = line.substring(line.indexOf(':') + 1).strip();
        if (line.startsWith("model name")) {
          name = value;
        } else if (line.startsWith("cpu family")) {
          family = value;
        } else if (line.startsWith("model\t")) {
          model = value;
        } else if (line.isEmpty()) {
          break;
        }
      }
      return name + " (family " + family + ", model " + model + ")";
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}

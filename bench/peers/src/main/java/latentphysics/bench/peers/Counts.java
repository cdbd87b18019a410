package latentphysics.bench.peers;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What needs a process of its own: allocations, and the first result of a fresh JVM. */
final class Counts {
  static final String TITLE = "allocations and cold start";

  private static final int COLD_STARTS = 7;
  private static final double COLD_START_MICROS = 250_000;
  private static final double MOST_ALLOCATIONS = 3;

  /** What a training step may allocate, in units of its parameters and activations. */
  private static final double MOST_OF_STEP = 4;

  private final Children children;
  private final Path folder;
  private final Rows rows;

  Counts(Children children, Path folder, Rows rows) {
    this.children = children;
    this.folder = folder;
    this.rows = rows;
  }

  /** The first product of a fresh JVM, from main to its result: median of some. */
  JsonObject coldStart() throws InterruptedException {
    double[] micros = new double[COLD_STARTS];
    String note = null;
    for (int i = 0; i < COLD_STARTS; i++) {
      try {
        micros[i] = Long.parseLong(children.outputOnModulePath(ColdStart.class)) / 1e3;
      } catch (IOException | NumberFormatException e) {
        micros[i] = Double.NaN;
        note = "failed: " + e.getMessage();
      }
    }
    return rows.time("cold JVM: first matmul 128", micros, COLD_START_MICROS, note);
  }

  /** Bytes in kernels and in a training step, objects in a small eager operation. */
  List<JsonObject> allocations() throws IOException, InterruptedException {
    List<JsonObject> counted = new ArrayList<>();
    Path file = folder.resolve("allocations.txt");
    Files.deleteIfExists(file);
    children.run(List.of("-XX:-UseTLAB"), EagerAllocations.class, file.toString());
    if (Files.exists(file)) {
      String[] fields = Files.readString(file).split("\t", -1);
      counted.add(
          rows.count(
              "eager add 16",
              "float32",
              Double.parseDouble(fields[0]),
              "allocations/op",
              MOST_ALLOCATIONS,
              fields[1]));
    } else {
      counted.add(
          rows.count(
              "eager add 16",
              "float32",
              Double.NaN,
              "allocations/op",
              MOST_ALLOCATIONS,
              "failed: see " + children.log(EagerAllocations.class)));
    }
    Files.deleteIfExists(file);
    children.run(List.of(), KernelAllocations.class, file.toString());
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      String[] fields = line.split("\t", -1);
      counted.add(
          rows.count(
              "kernel " + fields[0], fields[1], Double.parseDouble(fields[2]), "B/op", 0, null));
    }
    Files.deleteIfExists(file);
    children.run(List.of(), StepAllocations.class, file.toString());
    boolean done = Files.exists(file);
    counted.add(
        rows.count(
            "step of " + Perceptrons.NAME,
            "float32",
            done ? Double.parseDouble(Files.readString(file)) : Double.NaN,
            "B/op",
            MOST_OF_STEP * Perceptrons.parametersAndActivations() * Float.BYTES,
            done ? null : "failed: see " + children.log(StepAllocations.class)));
    return counted;
  }
}

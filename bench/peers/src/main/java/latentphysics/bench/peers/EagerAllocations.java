package latentphysics.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Objects that the eager addition of 16 numbers allocates.
 *
 * <p>The JVM runs without thread-local allocation buffers, so that the flight recorder reports
 * every single allocation.
 */
final class EagerAllocations {
  private static final int WARM_UP = 400_000;
  private static final int CALLS = 1000;
  private static final String EVENT = "jdk.ObjectAllocationOutsideTLAB";

  private EagerAllocations() {}

  /** Argument: the file that receives "allocations per call", a tab, and the classes. */
  public static void main(String[] args) throws IOException {
    Tensor x = Operand.of(DType.FLOAT32, 1, 16).tensor();
    Tensor last = add(x, WARM_UP);
    Path file = Files.createTempFile("allocations", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(EVENT).withoutStackTrace();
      recording.start();
      last = add(last, CALLS);
      recording.stop();
      recording.dump(file);
    }
    Map<String, Integer> classes = new TreeMap<>();
    long own = Thread.currentThread().threadId();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getThread() != null && event.getThread().getJavaThreadId() == own) {
        classes.merge(event.getClass("objectClass").getName(), 1, Integer::sum);
      }
    }
    Files.delete(file);
    // What starting and stopping the recorder allocates is less than once a call.
    classes.values().removeIf(count -> count < CALLS / 2);
    double perCall =
        classes.values().stream().mapToInt(count -> Math.round((float) count / CALLS)).sum();
    String names =
        classes.entrySet().stream()
            .map(e -> Math.round((float) e.getValue() / CALLS) + " " + e.getKey())
            .collect(Collectors.joining(", "));
    Files.writeString(Path.of(args[0]), perCall + "\t" + names + "\t" + last.dim(0));
  }

  private static Tensor add(Tensor x, int calls) {
    Tensor last = x;
    for (int i = 0; i < calls; i++) {
      last = x.add(x);
    }
    return last;
  }
}

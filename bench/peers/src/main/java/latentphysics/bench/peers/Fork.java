package latentphysics.bench.peers;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import latentphysics.kernels.Providers;
import latentphysics.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * The process that measures: ours and every peer of each piece of work in turn.
 *
 * <p>Writes one line of JSON for itself and one for each piece of work as soon as it is done, so
 * that a crash in native code loses one of them only.
 */
final class Fork {
  private static final Gson GSON = new Gson();
  private static final double GIGA = 1e9;

  private Fork() {}

  /** Arguments: file to write, "full" or "quick", indices of works with commas between. */
  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[0]);
    Pace pace = args[1].equals("quick") ? Pace.QUICK : Pace.FULL;
    append(out, GSON.toJson(self()));
    List<Work> works = Works.all();
    for (String index : args[2].split(",", -1)) {
      int i = Integer.parseInt(index);
      Work work = works.get(i);
      System.out.println("  " + work.title());
      append(out, GSON.toJson(measure(i, work, pace)));
    }
    System.exit(0); // native threads may still be there
  }

  private static void append(Path out, String line) throws IOException {
    Files.writeString(
        out,
        line + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Version of a library, by the name that the ledger uses; empty for what is no library. */
  private static String version(String peer) {
    return switch (peer) {
      case OpenBlas.NAME -> OpenBlas.version();
      case Lapack.NAME -> Lapack.version();
      case PyTorch.NAME -> PyTorch.version();
      case Ejml.NAME -> Ejml.version();
      case OjAlgo.NAME -> OjAlgo.version();
      default -> "";
    };
  }

  private static JsonObject self() {
    JsonObject self = new JsonObject();
    self.addProperty("kernels", Providers.best().name());
    self.addProperty("vector_bits", FmaPeak.vectorBits());
    JsonObject peaks = new JsonObject();
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      List<Operand> operands =
          List.of(Operand.of(dtype, 1, 256, 256), Operand.of(dtype, 2, 256, 256));
      Samples samples =
          new Contest(Pace.QUICK, 1).run(List.of(FmaPeak.ofProduct(operands, 1))).getFirst();
      double flops = 2.0 * 256 * 256 * 256;
      peaks.addProperty(name(dtype), Math.round(flops / samples.best() * 1e6 / GIGA * 10) / 10.0);
    }
    self.add("fma_peak_gflops", peaks);
    JsonObject peers = new JsonObject();
    Stream.of(OpenBlas.NAME, Lapack.NAME, PyTorch.NAME, Ejml.NAME, OjAlgo.NAME)
        .forEach(peer -> peers.addProperty(peer, versionOrReason(peer)));
    self.add("peers", peers);
    return self;
  }

  private static String versionOrReason(String peer) {
    try {
      return version(peer);
    } catch (RuntimeException | LinkageError e) {
      return reason(e);
    }
  }

  static String name(DType dtype) {
    return dtype == DType.FLOAT32 ? "float32" : "float64";
  }

  private static String reason(Throwable e) {
    return e instanceof MissingPeerException
        ? Objects.requireNonNullElse(e.getMessage(), "missing")
        : e.toString();
  }

  private static Result measure(int index, Work work, Pace pace) {
    Map<Opponent, Contender> ready = new LinkedHashMap<>();
    Map<Opponent, String> notes = new LinkedHashMap<>();
    try (Contender ours = work.ours().make(work.operands(), work.threads())) {
      ours.run(1);
      for (Opponent opponent : work.opponents()) {
        try {
          Contender contender = opponent.maker().make(work.operands(), work.threads());
          ready.put(opponent, contender);
          contender.run(1);
          String difference = difference(ours.results(), contender.results(), work.tolerance());
          if (difference != null) {
            notes.put(opponent, difference);
          }
        } catch (RuntimeException | LinkageError e) {
          notes.put(opponent, reason(e));
        }
      }
      List<Opponent> measured = ready.keySet().stream().filter(o -> !notes.containsKey(o)).toList();
      List<Contender> sides = new ArrayList<>();
      sides.add(ours);
      measured.forEach(o -> sides.add(Objects.requireNonNull(ready.get(o))));
      List<Samples> samples = new Contest(pace, work.threads()).run(sides);
      List<Result.Side> peers = new ArrayList<>();
      for (Opponent opponent : work.opponents()) {
        int at = measured.indexOf(opponent);
        peers.add(
            new Result.Side(
                versionOrReason(opponent.name()),
                at < 0 ? null : samples.get(at + 1),
                notes.get(opponent)));
      }
      return new Result(index, new Result.Side("", samples.getFirst(), null), peers);
    } catch (RuntimeException | LinkageError e) {
      Supplier<Result.Side> failed = () -> new Result.Side("", null, "ours failed: " + reason(e));
      return new Result(
          index, failed.get(), work.opponents().stream().map(o -> failed.get()).toList());
    } finally {
      ready.values().forEach(Contender::close);
    }
  }

  /** A sentence if two sides computed different things; a side that computes nothing fits all. */
  private static @Nullable String difference(
      List<double[]> ours, List<double[]> theirs, double tolerance) {
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      String found = difference(ours.get(i), theirs.get(i), tolerance);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable String difference(double[] ours, double[] theirs, double tolerance) {
    if (ours.length == 0 || theirs.length == 0) {
      return null;
    }
    if (ours.length != theirs.length) {
      return "not the same work: "
          + ours.length
          + " numbers of ours, "
          + theirs.length
          + " of theirs";
    }
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      apart = Math.max(apart, Math.abs(ours[i] - theirs[i]));
    }
    return apart <= tolerance * largest
        ? null
        : "not the same work: results differ by " + apart + ", largest " + largest;
  }
}

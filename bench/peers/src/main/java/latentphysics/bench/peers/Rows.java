package latentphysics.bench.peers;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Makes rows of the ledger out of what several processes measured. */
final class Rows {
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  private final String date;
  private final String commit;

  Rows(String date, String commit) {
    this.date = date;
    this.commit = commit;
  }

  /** A row for each opponent of a piece of work. */
  List<JsonObject> of(Work work, List<Result> results) {
    List<JsonObject> rows = new ArrayList<>();
    for (int p = 0; p < work.opponents().size(); p++) {
      rows.add(row(work, p, results));
    }
    return rows;
  }

  private JsonObject row(Work work, int p, List<Result> results) {
    Opponent opponent = work.opponents().get(p);
    List<Samples> ours = new ArrayList<>();
    List<Samples> theirs = new ArrayList<>();
    String version = "";
    String note = results.isEmpty() ? "the process ended before this was measured" : null;
    for (Result result : results) {
      Result.Side peer = result.peers().get(p);
      if (result.ours().samples() != null && peer.samples() != null) {
        ours.add(result.ours().samples());
        theirs.add(peer.samples());
        version = peer.version();
      } else {
        note = peer.note();
      }
    }
    JsonObject row = new JsonObject();
    row.addProperty("work", work.name());
    row.addProperty("dtype", Fork.name(work.dtype()));
    row.addProperty("threads", work.threads());
    row.add("ours_us", number(median(oursOf(results), Samples::wall)));
    row.addProperty("peer", opponent.name());
    row.addProperty("peer_version", version);
    row.add("peer_us", number(median(theirs, Samples::wall)));
    double ratio = median(ratios(ours, theirs, Samples::wall));
    row.add("ratio", number(ratio));
    row.add("target", number(opponent.target()));
    row.addProperty(
        "statistic",
        "lower quartile of batch means; median over "
            + ours.size()
            + " processes, of ratios taken within each");
    row.add(
        "met",
        Double.isNaN(ratio) || Double.isNaN(opponent.target())
            ? JsonNull.INSTANCE
            : new JsonPrimitive(ratio <= opponent.target()));
    row.add("ratio_of_forks", array(ratios(ours, theirs, Samples::wall)));
    row.add("ratio_cpu", number(median(ratios(ours, theirs, Samples::cpu))));
    row.add("ours_cpu_us", number(median(ours, Samples::cpu)));
    row.add("peer_cpu_us", number(median(theirs, Samples::cpu)));
    row.add("ours_best_us", number(median(ours, Samples::best)));
    row.add("peer_best_us", number(median(theirs, Samples::best)));
    row.add("ours_median_us", number(median(ours, Samples::median)));
    row.add("peer_median_us", number(median(theirs, Samples::median)));
    row.add("ours_batches", number(median(ours, Samples::batches)));
    row.add("peer_batches", number(median(theirs, Samples::batches)));
    row.addProperty("date", date);
    row.addProperty("commit", commit);
    if (note != null) {
      row.addProperty("note", note);
    }
    return row;
  }

  private static List<Samples> oursOf(List<Result> results) {
    List<Samples> ours = new ArrayList<>();
    for (Result result : results) {
      if (result.ours().samples() != null) {
        ours.add(result.ours().samples());
      }
    }
    return ours;
  }

  /** A row of a time that was taken once in each of several processes, against a limit. */
  JsonObject time(String name, double[] micros, double limit, @Nullable String note) {
    double time = median(micros);
    JsonObject row = new JsonObject();
    row.addProperty("work", name);
    row.addProperty("dtype", "float32");
    row.addProperty("threads", 1);
    row.add("ours_us", number(time));
    row.addProperty("peer", Ledger.LIMIT);
    row.addProperty("peer_version", "");
    row.add("peer_us", Double.isNaN(time) ? JsonNull.INSTANCE : number(limit));
    row.add("ratio", number(time / limit));
    row.add("target", number(1));
    row.addProperty("statistic", "median over " + micros.length + " processes");
    row.add("met", Double.isNaN(time) ? JsonNull.INSTANCE : new JsonPrimitive(time <= limit));
    row.add("ours_of_forks_us", array(micros));
    row.add("ratio_cpu", JsonNull.INSTANCE);
    row.add("ours_cpu_us", JsonNull.INSTANCE);
    row.add("peer_cpu_us", JsonNull.INSTANCE);
    row.addProperty("date", date);
    row.addProperty("commit", commit);
    if (note != null) {
      row.addProperty("note", note);
    }
    return row;
  }

  /** A row of something that is counted; not met where it exceeds its limit. */
  JsonObject count(
      String name, String dtype, double value, String unit, double limit, @Nullable String note) {
    JsonObject row = new JsonObject();
    row.addProperty("count", name);
    row.addProperty("dtype", dtype);
    row.add("value", number(value));
    row.addProperty("unit", unit);
    row.add("limit", number(limit));
    row.add("met", Double.isNaN(value) ? JsonNull.INSTANCE : new JsonPrimitive(value <= limit));
    row.addProperty("date", date);
    row.addProperty("commit", commit);
    if (note != null) {
      row.addProperty("note", note);
    }
    return row;
  }

  private static double[] ratios(
      List<Samples> ours, List<Samples> theirs, ToDoubleFunction<Samples> time) {
    double[] ratios = new double[ours.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = time.applyAsDouble(ours.get(i)) / time.applyAsDouble(theirs.get(i));
    }
    return ratios;
  }

  private static double median(List<Samples> samples, ToDoubleFunction<Samples> time) {
    return median(samples.stream().mapToDouble(time).toArray());
  }

  static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Samples.quantile(sorted, 0.5);
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value)
        ? new JsonPrimitive(new BigDecimal(value).round(FOUR_DIGITS).doubleValue())
        : JsonNull.INSTANCE;
  }

  private static JsonArray array(double[] values) {
    JsonArray array = new JsonArray();
    for (double value : values) {
      array.add(number(value));
    }
    return array;
  }
}

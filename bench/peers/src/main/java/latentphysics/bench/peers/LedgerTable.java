package latentphysics.bench.peers;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The ledger as Markdown. */
final class LedgerTable {
  private LedgerTable() {}

  static String print(Ledger ledger) {
    StringBuilder text = new StringBuilder("# Ours and others, side by side\n\n");
    text.append("Written by `./bench-peers`; `bench/README.md` says how to read it.\n\n");
    for (Map.Entry<String, JsonElement> entry : ledger.header().entrySet()) {
      text.append("- ").append(entry.getKey().replace('_', ' ')).append(": ");
      text.append(plain(entry.getValue())).append('\n');
    }
    text.append(Machine.warning(ledger.header()));
    long judged = ledger.rows().stream().filter(r -> !r.get("met").isJsonNull()).count();
    long met = ledger.rows().stream().filter(LedgerTable::isMet).count();
    text.append("\nTargets met: ").append(met).append(" of ").append(judged);
    text.append(". Times are wall time in microseconds per call, CPU time per thread beside it;");
    text.append(" the ratio is ours to the peer's, lower is better.\n\n");
    text.append("| work | type | threads | ours | CPU | peer | its time | CPU | ratio | CPU ratio");
    text.append(" | target | |\n");
    text.append("| --- | --- | --: | --: | --: | --- | --: | --: | --: | --: | --: | --- |\n");
    ledger.rows().forEach(row -> text.append(line(row)));
    text.append("\n| counted | type | value | unit | limit | |\n");
    text.append("| --- | --- | --: | --- | --: | --- |\n");
    ledger.counts().forEach(row -> text.append(count(row)));
    return text.toString();
  }

  private static boolean isMet(JsonObject row) {
    return !row.get("met").isJsonNull() && row.get("met").getAsBoolean();
  }

  private static String plain(JsonElement value) {
    if (!value.isJsonObject()) {
      return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
    List<String> parts =
        value.getAsJsonObject().entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue().getAsString())
            .toList();
    return String.join(", ", parts);
  }

  private static String line(JsonObject row) {
    return "| "
        + String.join(
            " | ",
            row.get("work").getAsString(),
            row.get("dtype").getAsString(),
            row.get("threads").getAsString(),
            time(row.get("ours_us")),
            time(row.get("ours_cpu_us")),
            row.get("peer").getAsString(),
            time(row.get("peer_us")),
            time(row.get("peer_cpu_us")),
            ratio(row.get("ratio")),
            ratio(row.get("ratio_cpu")),
            ratio(row.get("target")),
            verdict(row, "ratio", "target"))
        + " |\n";
  }

  private static String count(JsonObject row) {
    return "| "
        + String.join(
            " | ",
            row.get("count").getAsString(),
            row.get("dtype").getAsString(),
            time(row.get("value")),
            row.get("unit").getAsString(),
            time(row.get("limit")),
            verdict(row, "value", "limit"))
        + " |\n";
  }

  /** Met, missed and by how much, or why there is nothing to judge. */
  private static String verdict(JsonObject row, String value, String bound) {
    if (row.has("note") && row.get(value).isJsonNull()) {
      return row.get("note").getAsString().replace("|", "\\|");
    }
    if (row.get("met").isJsonNull()) {
      return "";
    }
    if (isMet(row)) {
      return "met";
    }
    double limit = row.get(bound).getAsDouble();
    double by = row.get(value).getAsDouble() / limit - 1;
    return limit == 0
        ? "**missed**"
        : String.format(Locale.ROOT, "**missed by %.0f %%**", by * 100);
  }

  private static String time(JsonElement value) {
    if (value.isJsonNull()) {
      return "–";
    }
    double micros = value.getAsDouble();
    String format = micros >= 100 ? "%.0f" : micros >= 10 ? "%.1f" : micros >= 1 ? "%.2f" : "%.3f";
    return micros == 0 ? "0" : String.format(Locale.ROOT, format, micros);
  }

  private static String ratio(JsonElement value) {
    return value.isJsonNull() ? "" : String.format(Locale.ROOT, "%.2f", value.getAsDouble());
  }
}

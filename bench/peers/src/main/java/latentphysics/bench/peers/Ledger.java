package latentphysics.bench.peers;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What is kept of the measurements: a header, rows of times and rows of counts, as JSON and as a
 * Markdown table.
 *
 * <p>A row that is measured again takes the place of the old one; other rows stay, each with the
 * date and the commit at which it was measured.
 */
final class Ledger {
  /** The peer of a row that compares with a given time. */
  static final String LIMIT = "limit";

  /** The peer of a row that compares two threads with one. */
  static final String ONE_THREAD = "ours, 1 thread";

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();
  private static final List<String> ROW_KEY = List.of("work", "dtype", "threads", "peer");
  private static final List<String> COUNT_KEY = List.of("count", "dtype");

  private final JsonObject header;
  private final List<JsonObject> rows;
  private final List<JsonObject> counts;

  Ledger(JsonObject header, List<JsonObject> rows, List<JsonObject> counts) {
    this.header = header;
    this.rows = rows;
    this.counts = counts;
  }

  JsonObject header() {
    return header;
  }

  List<JsonObject> rows() {
    return rows;
  }

  List<JsonObject> counts() {
    return counts;
  }

  /** Reads what {@link #write} has written. */
  static Ledger read(Path file) throws IOException {
    JsonObject root = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    return new Ledger(
        root.getAsJsonObject("header"),
        objects(root.getAsJsonArray("rows")),
        objects(root.getAsJsonArray("counts")));
  }

  private static List<JsonObject> objects(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  /** The new rows in the place of the old ones of the same work; the same with the header. */
  static Ledger merge(Ledger old, Ledger fresh) {
    JsonObject header = old.header.deepCopy();
    fresh.header.entrySet().forEach(entry -> header.add(entry.getKey(), entry.getValue()));
    return new Ledger(
        header,
        merge(old.rows, fresh.rows, ROW_KEY, "peer_us"),
        merge(old.counts, fresh.counts, COUNT_KEY, "value"));
  }

  private static List<JsonObject> merge(
      List<JsonObject> old, List<JsonObject> fresh, List<String> key, String value) {
    Map<String, JsonObject> all = new LinkedHashMap<>();
    old.forEach(row -> all.put(keyOf(row, key), row));
    for (JsonObject row : fresh) {
      String name = keyOf(row, key);
      // What could not be measured this time does not drive out what once was.
      if (!row.get(value).isJsonNull() || !all.containsKey(name)) {
        all.put(name, row);
      }
    }
    return new ArrayList<>(all.values());
  }

  private static String keyOf(JsonObject row, List<String> key) {
    return String.join("|", key.stream().map(field -> row.get(field).toString()).toList());
  }

  /** Writes both forms under the given name and as the latest ones. */
  void write(Path folder, String name) throws IOException {
    JsonObject root = new JsonObject();
    root.add("header", header);
    root.add("rows", array(rows));
    root.add("counts", array(counts));
    String json = GSON.toJson(root) + "\n";
    Files.createDirectories(folder);
    replace(folder.resolve(name + ".json"), json);
    replace(folder.resolve("latest.json"), json);
    replace(folder.resolve("latest.md"), LedgerTable.print(this));
  }

  private static JsonArray array(List<JsonObject> objects) {
    JsonArray array = new JsonArray();
    objects.forEach(array::add);
    return array;
  }

  /** Whoever reads the file sees the old content or the new, never a part. */
  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}

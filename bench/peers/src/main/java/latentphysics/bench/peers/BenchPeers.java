package latentphysics.bench.peers;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: which works, how often, into which ledger. */
@Command(
    name = "bench-peers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures ours and other libraries side by side and writes bench/results/DATE-COMMIT.json,"
            + " latest.json and latest.md. A work that is measured again replaces its rows in"
            + " latest.json; the other rows stay.")
final class BenchPeers implements Callable<Integer> {
  private static final Path WORKPLACE = Path.of("bench", "peers", "target", "measured");

  @Option(
      names = "--work",
      paramLabel = "REGEX",
      description = "only works in whose line of --list this is found, such as 'gemm|matmul'")
  private Pattern work = Pattern.compile("");

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      description = "only works on so many threads (default: 1,2)")
  private List<Integer> threads = List.of(1, 2);

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "processes, of which the median is taken (default: 3, with --quick 1)")
  private int forks;

  @Option(names = "--quick", description = "shorter samples: for a first look")
  private boolean quick;

  @Option(names = "--fresh", description = "begin a new ledger: drop the rows of latest.json")
  private boolean fresh;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder of the ledger (default: bench/results)")
  private Path out = Path.of("bench", "results");

  @Option(names = "--list", description = "print the works and stop")
  private boolean list;

  private final Children children = new Children(WORKPLACE);

  public static void main(String[] args) {
    System.exit(new CommandLine(new BenchPeers()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Work> works = Works.all();
    List<Integer> chosen =
        IntStream.range(0, works.size())
            .filter(i -> isChosen(works.get(i).title(), works.get(i).threads()))
            .boxed()
            .toList();
    boolean counting = isChosen(Counts.TITLE, 1);
    if (list) {
      chosen.forEach(i -> System.out.println(works.get(i).title()));
      if (counting) {
        System.out.println(Counts.TITLE);
      }
      return 0;
    }
    if (chosen.isEmpty() && !counting) {
      System.err.println("bench-peers: no work matches " + work + "; --list prints them all");
      return 2;
    }
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    String commit = Machine.commit();
    JsonObject header = Machine.header(date, commit);
    System.err.print(Machine.warning(header).replace("*", ""));
    Rows rows = new Rows(date, commit);
    List<JsonObject> times = new ArrayList<>(measure(works, chosen, rows, header));
    List<JsonObject> counted = new ArrayList<>();
    if (counting) {
      System.out.println(Counts.TITLE);
      Counts counts = new Counts(children, WORKPLACE, rows);
      times.add(counts.coldStart());
      counted.addAll(counts.allocations());
    }
    header.addProperty("load_average_at_end", Machine.loadAverage());
    Ledger ledger = new Ledger(header, times, counted);
    Path latest = out.resolve("latest.json");
    if (!fresh && Files.exists(latest)) {
      ledger = Ledger.merge(Ledger.read(latest), ledger);
    }
    ledger.write(out, date + "-" + commit);
    System.out.println("written: " + out.resolve("latest.md"));
    return 0;
  }

  private boolean isChosen(String title, int onThreads) {
    return work.matcher(title).find() && threads.contains(onThreads);
  }

  /** Rows of the chosen works; what the processes say of themselves goes into the header. */
  private List<JsonObject> measure(
      List<Work> works, List<Integer> chosen, Rows rows, JsonObject header)
      throws IOException, InterruptedException {
    if (chosen.isEmpty()) {
      return List.of();
    }
    int processes = forks > 0 ? forks : quick ? 1 : 3;
    header.addProperty("pace", (quick ? "quick" : "full") + ", processes: " + processes);
    String indices = chosen.stream().map(String::valueOf).collect(Collectors.joining(","));
    List<Result> results = new ArrayList<>();
    for (int f = 1; f <= processes; f++) {
      System.out.println("process " + f + " of " + processes);
      Files.createDirectories(WORKPLACE);
      Path file = WORKPLACE.resolve("fork-" + f + ".jsonl");
      Files.deleteIfExists(file);
      int status =
          children.run(List.of(), Fork.class, file.toString(), quick ? "quick" : "full", indices);
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (status != 0 || lines.isEmpty()) {
        System.err.println(
            "bench-peers: a process ended with status "
                + status
                + "; see "
                + children.log(Fork.class));
      }
      if (!lines.isEmpty()) {
        JsonObject self = JsonParser.parseString(lines.getFirst()).getAsJsonObject();
        for (Map.Entry<String, JsonElement> entry : self.entrySet()) {
          header.add(entry.getKey(), entry.getValue());
        }
        lines.stream().skip(1).forEach(l -> results.add(new Gson().fromJson(l, Result.class)));
      }
    }
    List<JsonObject> times = new ArrayList<>();
    for (int i : chosen) {
      times.addAll(rows.of(works.get(i), results.stream().filter(r -> r.work() == i).toList()));
    }
    return times;
  }
}

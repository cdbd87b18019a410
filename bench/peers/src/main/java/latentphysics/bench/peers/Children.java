package latentphysics.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the JVMs that measure: the same Java as this one, its defaults, and no more flags. */
final class Children {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /**
   * Lets PyTorch use again the memory of results that it has freed.
   *
   * <p>glibc's aligned allocation leaves small remainders in the threads' caches, and with those
   * between them freed blocks never fit the next request: every result is new memory, page by page,
   * and costs up to ten times the operation itself. It also gives large blocks back to the system.
   */
  private static final Map<String, String> KEEP_MEMORY =
      Map.of(
          "GLIBC_TUNABLES",
          String.join(
              ":",
              "glibc.malloc.tcache_count=0",
              "glibc.malloc.mmap_threshold=33554432",
              "glibc.malloc.trim_threshold=8589934592"));

  private final Path folder;

  /**
   * @param folder for logs and for the native libraries that are unpacked
   */
  Children(Path folder) {
    this.folder = folder;
  }

  /** Runs a class of this program on the class path; its exit status. */
  int run(List<String> flags, Class<?> main, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.add("--enable-native-access=ALL-UNNAMED");
    // As freed blocks below: results of ours in pages that the system has yet to hand out take up
    // to
    // five times as long, by chance, until the young generation has gone round once.
    command.addAll(List.of("-Xms2g", "-XX:+AlwaysPreTouch"));
    // Nothing is loaded from the net while measuring.
    command.add("-Dai.djl.offline=true");
    command.add("-DDJL_CACHE_DIR=" + folder.resolve("djl").toAbsolutePath());
    command.add("-Dai.djl.pytorch.graph_optimizer=false");
    command.add("-Dslf4j.internal.verbosity=ERROR");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    Files.createDirectories(folder);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(log(main).toFile());
    builder.environment().putAll(KEEP_MEMORY);
    return builder.start().waitFor();
  }

  /** Where the messages of a class that was run are. */
  Path log(Class<?> main) {
    return folder.resolve(main.getSimpleName() + ".log");
  }

  /** What a class of this program prints when our modules are on the module path, as installed. */
  String outputOnModulePath(Class<?> main) throws IOException, InterruptedException {
    List<String> modules = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      (isOurs(Path.of(entry)) ? modules : rest).add(entry);
    }
    Process process =
        new ProcessBuilder(
                JAVA,
                "-p",
                String.join(File.pathSeparator, modules),
                "--add-modules",
                "latentphysics.tensor",
                "-cp",
                String.join(File.pathSeparator, rest),
                main.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(main.getSimpleName() + " failed: " + output);
    }
    return output;
  }

  private static boolean isOurs(Path entry) {
    return entry.getFileName().toString().startsWith("latentphysics-");
  }
}

package latentphysics.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Instructions;
import org.jocl.Sizeof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenClDevicesTest {

  @Test
  void devicesAreDescribed() {
    try (OpenClDevice device = TestDevice.open()) {
      List<OpenClDescription> all = OpenClDevices.all();
      assertEquals(all.getFirst(), device.description());
      for (OpenClDescription description : all) {
        String line = description.describe();
        assertTrue(line.startsWith(description.name() + " ("), line);
        assertTrue(line.contains(description.type().name().toLowerCase(Locale.ROOT)), line);
        assertTrue(description.memory() > 0, line);
        assertTrue(description.largestBuffer() > 0, line);
      }
      assertThrows(IllegalArgumentException.class, () -> OpenClDevices.open(all.size()));
      assertThrows(IllegalArgumentException.class, () -> OpenClDevices.open(-1));
    }
  }

  @Test
  void whatADeviceCannotDoIsSaid() {
    OpenClDescription poor =
        new OpenClDescription(
            "P", "D", OpenClDescription.Type.GPU, "OpenCL 1.2", 1, 1, false, true, false);
    Expr x = Expr.input(0);
    Expr quotient = x.div(Expr.constant(3));
    assertTrue(poor.whyNot(program(x.neg(), ElementType.FLOAT32)).isEmpty());
    assertEquals(
        "opencl: D does not round division and square root correctly in float32, so results would"
            + " differ from those of the CPU",
        poor.whyNot(program(quotient, ElementType.FLOAT32)).orElseThrow());
    assertEquals(
        "opencl: D does not compute in float64, so results would differ from those of the CPU",
        poor.whyNot(program(x.neg(), ElementType.FLOAT64)).orElseThrow());
    assertTrue(poor.whyNot(program(x.sqrt(), ElementType.FLOAT32)).isPresent());
  }

  private static Instructions program(Expr f, ElementType type) {
    return Instructions.compile(List.of(f), 1, type);
  }

  @Test
  void withoutJoclThereIsOneSentence(@TempDir Path folder) throws Exception {
    String sentence = inAnotherJvm(folder, false);
    assertTrue(sentence.startsWith("opencl: JOCL or libOpenCL could not be loaded"), sentence);
  }

  @Test
  void withoutAPlatformThereIsOneSentence(@TempDir Path folder) throws Exception {
    try (OpenClDevice device = TestDevice.open()) { // else the loader may be missing too
      String sentence = inAnotherJvm(folder, true);
      assertTrue(sentence.startsWith("opencl: no platform found"), sentence);
      assertTrue(device.description().memory() > 0);
    }
  }

  /** What a JVM says in which drivers are looked for in an empty folder. */
  private static String inAnotherJvm(Path folder, boolean withJocl)
      throws IOException, InterruptedException, URISyntaxException {
    Path vendors = Files.createDirectory(folder.resolve("vendors"));
    Path result = folder.resolve("result.txt");
    Stream<Class<?>> own = Stream.of(OpenClDevices.class, AbsentOpenCl.class, ElementType.class);
    Stream<Class<?>> needed = withJocl ? Stream.concat(own, Stream.of(Sizeof.class)) : own;
    List<String> roots = new ArrayList<>();
    for (Class<?> type : needed.toList()) {
      roots.add(rootOf(type).toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            roots.stream().distinct().collect(Collectors.joining(File.pathSeparator)),
            AbsentOpenCl.class.getName(),
            result.toString());
    builder.environment().put("OCL_ICD_VENDORS", vendors.toString());
    builder.redirectErrorStream(true);
    Path log = folder.resolve("log.txt");
    int status = builder.redirectOutput(log.toFile()).start().waitFor();
    assertEquals(0, status, () -> read(log));
    return Files.readString(result);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The folder or jar that a class was loaded from, also when its module was patched. */
  private static Path rootOf(Class<?> type) throws URISyntaxException {
    String name = "/" + type.getName().replace('.', '/') + ".class";
    String location = Objects.requireNonNull(type.getResource(name)).toString();
    String root = location.substring(0, location.length() - name.length());
    if (root.startsWith("jar:")) {
      root = root.substring("jar:".length(), root.length() - "!".length());
    }
    return Path.of(new URI(root));
  }
}

package latentphysics.kernels.opencl;

import java.nio.file.Files;
import java.nio.file.Path;

/** A program for a JVM without OpenCL: asks for a device twice and writes down what it hears. */
final class AbsentOpenCl {
  private AbsentOpenCl() {}

  /** Writes the sentence to the file that is named first. */
  public static void main(String[] arguments) throws Exception {
    String first = ask();
    String second = ask();
    if (!first.equals(second) || !OpenClDevices.all().isEmpty()) {
      throw new IllegalStateException(first + " / " + second);
    }
    Files.writeString(Path.of(arguments[0]), first);
  }

  private static String ask() {
    try (OpenClDevice device = OpenClDevices.open()) {
      return "found " + device.description().name();
    } catch (OpenClUnavailableException e) {
      return String.valueOf(e.getMessage());
    }
  }
}

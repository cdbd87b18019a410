package latentphysics.bench.peers;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the JVM's compilers are at: code that waits for them is not warm, however steady it runs.
 */
final class JitCompiler {
  private static final CompilationMXBean TIME = ManagementFactory.getCompilationMXBean();

  private JitCompiler() {}

  /** Milliseconds spent in compilations that are finished. */
  static long millis() {
    return TIME.getTotalCompilationTime();
  }

  /**
   * Whether nothing is being compiled and nothing waits for it; true where the JVM does not say.
   */
  static boolean isIdle() {
    try {
      Object queues =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "compilerQueue",
                  new Object[0],
                  new String[0]);
      // Headings end in a colon; what stands below them is "Empty", nothing, or methods.
      return queues
          .toString()
          .lines()
          .map(String::strip)
          .allMatch(line -> line.isEmpty() || line.endsWith(":") || line.equals("Empty"));
    } catch (JMException e) {
      return true;
    }
  }
}

package latentphysics.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;

/**
 * CPU time of all threads of this process, native ones too. Java itself counts it in steps of ten
 * milliseconds; Linux tells it to the nanosecond.
 */
@SuppressWarnings("restricted") // calling native code is what this class is for
final class ProcessTime {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
  private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  private static final long NANOS_IN_SECOND = 1_000_000_000;

  /** int clock_gettime(int clock, struct timespec {long seconds; long nanos} *time). */
  private static final class Clock {
    static final MethodHandle GET_TIME =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().find("clock_gettime").orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    static final MemorySegment TIME = Arena.global().allocate(JAVA_LONG, 2);
  }

  private ProcessTime() {}

  /** For one thread at a time. */
  static long nanos() {
    if (!LINUX) {
      return SYSTEM.getProcessCpuTime();
    }
    try {
      int status = (int) Clock.GET_TIME.invokeExact(CLOCK_PROCESS_CPUTIME_ID, Clock.TIME);
      if (status != 0) {
        throw new IllegalStateException("clock_gettime: status " + status);
      }
      return Clock.TIME.getAtIndex(JAVA_LONG, 0) * NANOS_IN_SECOND
          + Clock.TIME.getAtIndex(JAVA_LONG, 1);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}

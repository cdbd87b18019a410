package latentphysics.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Objects;
import org.junit.jupiter.api.function.Executable;

/** Reading that has to fail with one sentence and without taking much memory. */
final class Refusal {
  /** Room for buffers and for classes that are loaded on the way. */
  private static final long MOST = 4L << 20;

  private Refusal() {}

  /** Asserts the sentence. */
  static void assertRefused(String sentence, Executable reading) {
    long before = allocated();
    String message = assertThrows(FormatException.class, reading, sentence).getMessage();
    long taken = allocated() - before;
    assertEquals(sentence, message);
    assertTrue(taken < MOST, () -> taken + " bytes allocated on the way to: " + sentence);
  }

  /** Bytes that this thread has allocated so far. */
  static long allocated() {
    try {
      // By reflection, because this module does not read the one that has it.
      Object threads =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      Method current =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getCurrentThreadAllocatedBytes");
      return (long) Objects.requireNonNull(current.invoke(threads));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}

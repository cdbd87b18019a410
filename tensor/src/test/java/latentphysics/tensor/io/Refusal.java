package latentphysics.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.SplittableRandom;
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

  /** Reads a file called x. */
  @FunctionalInterface
  interface Reading {
    void read(byte[] file) throws IOException;
  }

  /**
   * Asserts that a file with some bytes changed is read or refused with a sentence, and that
   * neither takes much memory.
   */
  static void assertHarmless(byte[] file, int seed, Reading reading) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 3000; trial++) {
      String which = "seed " + seed + ", trial " + trial;
      byte[] damaged = file.clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) random.nextInt(1, 256);
      }
      long before = allocated();
      try {
        reading.read(damaged);
      } catch (FormatException expected) {
        assertTrue(String.valueOf(expected.getMessage()).startsWith("x: "), which);
      } catch (IOException | RuntimeException e) {
        throw new AssertionError(which, e);
      }
      long taken = allocated() - before;
      assertTrue(taken < MOST, () -> taken + " bytes allocated, " + which);
    }
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

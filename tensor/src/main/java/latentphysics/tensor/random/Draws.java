package latentphysics.tensor.random;

import latentphysics.kernels.Workers;

/**
 * The numbers that a key draws, by position.
 *
 * <p>Counter i of a purpose is the four words (lower half of i, upper half of i, attempt, purpose);
 * its random words w₀ w₁ w₂ w₃ make two numbers of 64 bits, w₀·2³² + w₁ at position 2i and w₂·2³² +
 * w₃ at position 2i+1. Position and key alone determine a number, so any cut over threads gives the
 * same ones.
 */
final class Draws {
  /** Purpose: numbers that tensors are made of. */
  static final int NUMBERS = 0;

  /** Purpose: keys of {@link Key#split}. */
  static final int CHILDREN = 1;

  /** Purpose: keys of {@link Key#foldIn}. */
  static final int FOLDED = 2;

  /** Purpose: whole numbers below a bound. */
  static final int INTEGERS = 3;

  /** Counters that go through the generator together; small enough for the first-level cache. */
  static final int CHUNK = 512;

  private static final int CHUNKS_PER_TASK = 16;
  private static final double NANOS_PER_COUNTER = 10;
  private static final long LOW = 0xFFFFFFFFL;

  private Draws() {}

  /** What is made of the random words of some consecutive counters. */
  interface Consumer {
    /**
     * Takes the numbers at positions {@code 2·first … 2·(first+count)−1}.
     *
     * @param words word w of counter first+i is the lower half of {@code words[w][i]}; may be
     *     overwritten
     */
    void accept(long[][] words, int first, int count);
  }

  /** What is made of random words, with memory of its own for one thread. */
  interface Task {
    /** A consumer for chunks of at most so many counters, used by one thread. */
    Consumer open(int counters);
  }

  /** Random words of counters 0 … counters−1 in chunks, cut over the current workers. */
  static void forEachChunk(Key key, int purpose, int counters, Task task) {
    int perTask = CHUNK * CHUNKS_PER_TASK;
    Workers.current()
        .forEach(
            Math.ceilDiv(counters, perTask),
            NANOS_PER_COUNTER * counters,
            t -> {
              int start = t * perTask;
              int end = (int) Math.min(counters, start + (long) perTask);
              int chunk = Math.min(CHUNK, end - start);
              long[][] words = new long[4][chunk];
              Consumer consumer = task.open(chunk);
              for (int first = start; first < end; first += chunk) {
                int count = Math.min(chunk, end - first);
                fill(key, purpose, first, count, words);
                consumer.accept(words, first, count);
              }
            });
  }

  /** Random words of counters {@code first … first+count−1}, attempt 0. */
  static void fill(Key key, int purpose, long first, int count, long[][] words) {
    for (int i = 0; i < count; i++) {
      words[0][i] = first + i;
      words[1][i] = (first + i) >>> 32;
      words[2][i] = 0;
      words[3][i] = purpose;
    }
    Philox.blocks(words, count, key.low(), key.high());
  }

  /** The 64 random bits at a position. */
  static long bits(Key key, int purpose, int attempt, long position) {
    long counter = position >>> 1;
    int[] words = {(int) counter, (int) (counter >>> 32), attempt, purpose};
    Philox.block(words, key.low(), key.high());
    int upper = (int) (position & 1) * 2;
    return join(words[upper], words[upper + 1]);
  }

  /** The key that the first two random words of a counter make. */
  static Key key(Key parent, int purpose, long counter) {
    long bits = bits(parent, purpose, 0, 2 * counter);
    return new Key((int) bits, (int) (bits >>> 32));
  }

  /** The 64 bits that the lower halves of two words make. */
  static long join(long upper, long lower) {
    return upper << 32 | (lower & LOW);
  }
}

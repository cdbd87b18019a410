package latentphysics.kernels.vector;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that calls of a kernel borrow, so that in the long run none is allocated.
 *
 * <p>It keeps as many as were lent at once, at most {@link #SLOTS}; beyond that, and when a kernel
 * fails before it gives an array back, the garbage collector takes them. Unlike a variable of each
 * thread, this serves any number of virtual threads.
 *
 * @param <T> type of the arrays
 */
final class Scratch<T> {
  private static final int SLOTS =
      Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors());

  private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(SLOTS);
  private final Supplier<T> allocation;

  Scratch(Supplier<T> allocation) {
    this.allocation = allocation;
  }

  /** An array with any contents, the caller's until it gives it back. */
  T take() {
    int first = (int) Thread.currentThread().threadId();
    for (int i = 0; i < SLOTS; i++) {
      int slot = (first + i) & (SLOTS - 1);
      if (slots.getPlain(slot) != null) {
        T found = slots.getAndSet(slot, null);
        if (found != null) {
          return found;
        }
      }
    }
    return allocation.get();
  }

  void give(T array) {
    int first = (int) Thread.currentThread().threadId();
    for (int i = 0; i < SLOTS; i++) {
      int slot = (first + i) & (SLOTS - 1);
      if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, array)) {
        return;
      }
    }
  }
}

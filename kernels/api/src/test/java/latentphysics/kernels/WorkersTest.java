package latentphysics.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  private static void assertEachOnce(AtomicIntegerArray visits) {
    for (int b = 0; b < visits.length(); b++) {
      assertEquals(1, visits.get(b), "visits of block " + b);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void everyBlockRunsOnce(int threads) {
    try (Workers workers = Workers.of(threads)) {
      assertEquals(threads, workers.threads());
      for (int blocks : new int[] {0, 1, 2, 6, 7, 8, 1000}) {
        AtomicIntegerArray visits = new AtomicIntegerArray(blocks);
        workers.forEach(blocks, visits::incrementAndGet);
        assertEachOnce(visits);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void blocksMayStartBlocks(int threads) {
    try (Workers workers = Workers.of(threads)) {
      AtomicIntegerArray visits = new AtomicIntegerArray(20 * 30);
      workers.forEach(
          20, outer -> workers.forEach(30, inner -> visits.incrementAndGet(outer * 30 + inner)));
      assertEachOnce(visits);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void whatABlockThrowsIsThrown(int threads) {
    try (Workers workers = Workers.of(threads)) {
      for (int bad = 0; bad < 20; bad++) {
        int failing = bad;
        AtomicIntegerArray started = new AtomicIntegerArray(20);
        RuntimeException thrown =
            assertThrows(
                IllegalStateException.class,
                () ->
                    workers.forEach(
                        20,
                        b -> {
                          started.incrementAndGet(b);
                          if (b == failing) {
                            throw new IllegalStateException("block " + b);
                          }
                        }));
        // A pool may wrap what another thread threw in a second exception of the same type.
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.contains("block " + failing), message);
        for (int b = 0; b < 20; b++) {
          assertTrue(started.get(b) <= 1, "block " + b + " ran twice");
        }
      }
      AtomicIntegerArray visits = new AtomicIntegerArray(100);
      workers.forEach(100, visits::incrementAndGet);
      assertEachOnce(visits);
    }
  }

  @Test
  void nothingRunsAfterTheCallHasReturned() {
    try (Workers workers = Workers.of(3)) {
      for (int round = 0; round < 50; round++) {
        AtomicInteger running = new AtomicInteger();
        assertThrows(
            IllegalStateException.class,
            () ->
                workers.forEach(
                    64,
                    b -> {
                      running.incrementAndGet();
                      try {
                        if (b % 5 == 0) {
                          throw new IllegalStateException("block " + b);
                        }
                      } finally {
                        running.decrementAndGet();
                      }
                    }));
        assertEquals(0, running.get(), "blocks still running in round " + round);
      }
    }
  }

  @Test
  void threadsRunAtTheSameTime() {
    try (Workers workers = Workers.of(2)) {
      // Each block waits for the other, which one thread alone would never end.
      CountDownLatch both = new CountDownLatch(2);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      workers.forEach(
          2,
          b -> {
            threads.add(Thread.currentThread());
            both.countDown();
            try {
              both.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      assertEquals(2, threads.size());
    }
  }

  @Test
  void callersShareHelpers() throws InterruptedException {
    try (Workers workers = Workers.of(3)) {
      AtomicIntegerArray visits = new AtomicIntegerArray(8 * 100 * 5);
      List<Thread> callers = new ArrayList<>();
      for (int caller = 0; caller < 8; caller++) {
        int first = caller * 100 * 5;
        Runnable calls =
            () -> {
              for (int call = 0; call < 100; call++) {
                int start = first + call * 5;
                workers.forEach(5, b -> visits.incrementAndGet(start + b));
              }
            };
        // Virtual threads call just as well.
        callers.add(
            caller % 2 == 0 ? Thread.startVirtualThread(calls) : Thread.ofPlatform().start(calls));
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertEachOnce(visits);
    }
  }

  @Test
  void aSleepingHelperWakesUp() throws InterruptedException {
    try (Workers workers = Workers.of(2)) {
      for (int round = 0; round < 20; round++) {
        CountDownLatch both = new CountDownLatch(2);
        workers.forEach(
            2,
            b -> {
              both.countDown();
              try {
                both.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
        Thread.sleep(round); // long enough for a helper to fall asleep, in most rounds
      }
    }
  }

  @Test
  void whatHelpersWroteIsSeen() {
    try (Workers workers = Workers.of(2)) {
      long[] plain = new long[64];
      for (long round = 1; round <= 2000; round++) {
        long value = round;
        workers.forEach(plain.length, b -> plain[b] = value);
        for (long seen : plain) {
          assertEquals(round, seen);
        }
      }
    }
  }

  @Test
  void anInterruptedCallerGetsItsResultAndStaysInterrupted() {
    try (Workers workers = Workers.of(2)) {
      for (int round = 0; round < 20; round++) {
        AtomicIntegerArray visits = new AtomicIntegerArray(50);
        Thread.currentThread().interrupt();
        workers.forEach(50, visits::incrementAndGet);
        assertTrue(Thread.interrupted(), "round " + round);
        assertEachOnce(visits);
      }
    }
  }

  @Test
  void afterCloseTheCallerWorksAlone() {
    Workers workers = Workers.of(3);
    workers.forEach(10, b -> {});
    workers.close();
    workers.close();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    AtomicIntegerArray visits = new AtomicIntegerArray(100);
    workers.forEach(
        100,
        b -> {
          threads.add(Thread.currentThread());
          visits.incrementAndGet(b);
        });
    assertEachOnce(visits);
    assertEquals(Set.of(Thread.currentThread()), threads);
  }

  @Test
  void littleWorkStaysOnTheCallingThread() {
    try (Workers workers = Workers.of(2)) {
      for (int round = 0; round < 100; round++) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        workers.forEach(10, 1000, b -> threads.add(Thread.currentThread()));
        assertEquals(Set.of(Thread.currentThread()), threads, "round " + round);
      }
    }
  }

  @Test
  void workersAreBoundToAScope() {
    try (Workers two = Workers.of(2);
        Workers three = Workers.of(3)) {
      Workers outside = Workers.current();
      assertNotSame(two, outside);
      assertEquals(Runtime.getRuntime().availableProcessors(), outside.threads());
      Workers inner =
          two.call(() -> {
            assertSame(two, Workers.current());
            Workers nested = three.call(Workers::current);
            assertSame(two, Workers.current());
            return nested;
          });
      assertSame(three, inner);
      assertSame(outside, Workers.current());
    }
  }

  @Test
  void aScopeEndsWhenItsBodyThrows() {
    try (Workers two = Workers.of(2)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              two.call(() -> {
                throw new IllegalStateException("body");
              }));
      assertNotSame(two, Workers.current());
    }
  }

  @Test
  void fewerThanOneThreadIsRefused() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Workers.of(0));
    assertEquals("workers: 0 threads, expected at least 1", error.getMessage());
  }
}

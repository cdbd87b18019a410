package latentphysics.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Protects that Ctrl-C waits for results, but neither for nothing nor for ever. */
final class StopSignalTest {
  private final AtomicInteger announced = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();

  @Test
  void leavesAtOnceWhenThereIsNothingToKeep() {
    StopSignal stop = new StopSignal(1000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> stop.onShutdown(announced::incrementAndGet));
    assertEquals(0, announced.get());
    assertFalse(stop.startWork(abandoned::incrementAndGet), "no work starts after a stop");
  }

  @Test
  void waitsForTheWriter() {
    StopSignal stop = new StopSignal(1000);
    assertTrue(stop.startWork(abandoned::incrementAndGet));
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.requested()) {
                Thread.onSpinWait();
              }
              stop.finished();
            });
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          stop.onShutdown(announced::incrementAndGet);
          writer.join();
        });
    assertEquals(1, announced.get());
    assertEquals(0, abandoned.get());
  }

  @Test
  void givesUpOnAWriterThatHangs() {
    StopSignal stop = new StopSignal(0);
    assertTrue(stop.startWork(abandoned::incrementAndGet));
    stop.onShutdown(announced::incrementAndGet);
    assertEquals(1, abandoned.get(), "what is half-written is removed");
  }

  @Test
  void staysSilentAfterTheEnd() {
    StopSignal stop = new StopSignal(1000);
    assertTrue(stop.startWork(abandoned::incrementAndGet));
    stop.finished();
    stop.onShutdown(announced::incrementAndGet);
    assertEquals(0, announced.get());
    assertFalse(stop.requested());
  }
}

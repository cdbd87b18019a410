package latentphysics.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Carries the wish to stop (Ctrl-C) from the Java runtime's shutdown to the thread that works.
 *
 * <p>The runtime ends the process when {@link #onShutdown} returns, whatever the main thread does
 * then. So that method waits until the main thread has written what there is, for a bounded time.
 * The main thread calls {@link #finished} before it calls {@link System#exit}, which blocks for
 * ever once a shutdown has begun; neither waits for the other.
 */
final class StopSignal {
  /** Code with which a process ends that was stopped by Ctrl-C. */
  static final int EXIT_CODE = 130;

  private final long patienceSeconds;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Object phase = new Object();
  private boolean working;
  private Runnable onAbandon = () -> {};
  private volatile boolean requested;

  /**
   * Prepares a signal.
   *
   * @param patienceSeconds how long a shutdown waits for results to be written, at most
   */
  StopSignal(long patienceSeconds) {
    this.patienceSeconds = patienceSeconds;
  }

  /** Whether somebody wants the program to stop. */
  boolean requested() {
    return requested;
  }

  /**
   * Says that from now on there is something worth waiting for.
   *
   * @param abandon removes what is half-written; called if patience runs out
   * @return false when a stop was requested already; the caller should leave at once
   */
  boolean startWork(Runnable abandon) {
    synchronized (phase) {
      onAbandon = abandon;
      working = !requested;
      return working;
    }
  }

  /** Says that the main thread has nothing more to do but to exit. */
  void finished() {
    finished.countDown();
  }

  /**
   * To be called when the process is asked to end; returns when it may.
   *
   * @param announcement runs if there is work to wait for
   */
  void onShutdown(Runnable announcement) {
    if (finished.getCount() == 0) {
      return;
    }
    Runnable abandon;
    synchronized (phase) {
      requested = true;
      if (!working) {
        return;
      }
      abandon = onAbandon;
    }
    announcement.run();
    try {
      if (!finished.await(patienceSeconds, TimeUnit.SECONDS)) {
        abandon.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

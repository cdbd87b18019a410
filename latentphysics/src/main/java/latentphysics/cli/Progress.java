package latentphysics.cli;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import latentphysics.experiment.Monitor;

/**
 * Shows how far the training is: one line rewritten in place on a terminal, otherwise a plain line
 * for each tenth of the way.
 */
final class Progress implements Monitor {
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final int BAR = 24;

  private final Terminal terminal;
  private final BooleanSupplier stop;
  private final LongSupplier clock;
  private final long start;
  private long drawn;
  private int drawnStep;
  private double rate;
  private int tenths;
  private boolean lineOpen;

  /**
   * Starts the clock.
   *
   * @param terminal to draw on
   * @param stop whether the user wants to stop
   * @param clock in nanoseconds
   */
  Progress(Terminal terminal, BooleanSupplier stop, LongSupplier clock) {
    this.terminal = terminal;
    this.stop = stop;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.drawn = start;
  }

  @Override
  public boolean stopRequested() {
    return stop.getAsBoolean();
  }

  @Override
  public void onStep(int step, int steps, double loss) {
    if (terminal.interactive()) {
      long now = clock.getAsLong();
      if (step == 1 || step == steps || now - drawn >= REDRAW_NANOS) {
        measureRate(step, now);
        redraw(step, steps, loss);
      }
    } else if (step == 1 || 10L * step / steps > tenths) {
      measureRate(step, clock.getAsLong());
      if (10L * step / steps == tenths) {
        return;
      }
      tenths = (int) (10L * step / steps);
      terminal.err().println("step " + state(step, steps, loss));
    }
  }

  /** Recent steps count most: the first ones, before code is compiled, say little of the rest. */
  private void measureRate(int step, long now) {
    if (now <= drawn || step <= drawnStep) {
      return;
    }
    // The first step is mostly the loading of classes.
    if (drawnStep > 0) {
      double seconds = (now - drawn) / 1e9;
      double recent = (step - drawnStep) / seconds;
      double weight = rate == 0 ? 1 : 1 - Math.exp(-seconds / 3);
      rate += weight * (recent - rate);
    }
    drawn = now;
    drawnStep = step;
  }

  private void redraw(int step, int steps, double loss) {
    int done = (int) ((long) BAR * step / steps);
    String bar = "#".repeat(done) + ".".repeat(BAR - done);
    // With wrapping off a narrow terminal cuts the line, so that it can still be rewritten.
    terminal
        .err()
        .print("\r\u001b[?7l[" + bar + "] " + state(step, steps, loss) + "\u001b[K\u001b[?7h");
    terminal.err().flush();
    lineOpen = true;
  }

  private String state(int step, int steps, double loss) {
    return String.format(
        Locale.ROOT,
        "%d/%d  loss %s  %s  %s left",
        step,
        steps,
        String.format(Locale.ROOT, "%.3g", loss),
        rate > 0 ? String.format(Locale.ROOT, rate < 10 ? "%.1f/s" : "%.0f/s", rate) : "-/s",
        rate > 0 ? duration((steps - step) / rate) : "-");
  }

  /** A time for people, such as 8 s, 3 min 20 s or 2 h 5 min. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return whole / 60 + " min " + whole % 60 + " s";
    }
    return whole / 3600 + " h " + whole / 60 % 60 + " min";
  }

  /** Seconds since the start. */
  double seconds() {
    return (clock.getAsLong() - start) / 1e9;
  }

  /** Ends the line that was rewritten, so that the next output starts on its own. */
  void close() {
    if (lineOpen) {
      terminal.err().println();
      lineOpen = false;
    }
  }
}

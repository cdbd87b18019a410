package latentphysics.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Protects that progress stays readable: few plain lines, or one line rewritten. */
final class ProgressTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong(5);

  private Progress progress(boolean interactive) {
    PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new Progress(new Terminal(err, err, interactive), () -> false, clock::get);
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsALineForEachTenth() {
    Progress progress = progress(false);
    for (int step = 1; step <= 250; step++) {
      clock.addAndGet(20_000_000);
      progress.onStep(step, 250, 0.25);
    }
    progress.close();
    String[] lines = text().split(System.lineSeparator(), -1);
    assertEquals(11, lines.length, "ten lines and the end");
    assertEquals("step 25/250  loss 0.250  50/s  5 s left", lines[0]);
    assertEquals("step 250/250  loss 0.250  50/s  0 s left", lines[9]);
  }

  @Test
  void printsEveryStepOfAShortRunOnce() {
    Progress progress = progress(false);
    for (int step = 1; step <= 3; step++) {
      progress.onStep(step, 3, 1e-9);
    }
    assertEquals(3, text().lines().count());
  }

  @Test
  void rewritesOneLineAtMostTenTimesASecond() {
    Progress progress = progress(true);
    for (int step = 1; step <= 1000; step++) {
      clock.addAndGet(1_000_000);
      progress.onStep(step, 1000, 2);
    }
    progress.close();
    long drawn = text().chars().filter(c -> c == '\r').count();
    assertTrue(drawn >= 9 && drawn <= 12, drawn + " times in a second");
    assertTrue(text().endsWith(System.lineSeparator()), "the next output starts on its own line");
    String last =
        text().substring(text().lastIndexOf("[?7l") + 4).replaceAll("\u001b.*", "").strip();
    assertTrue(last.length() < 80, last);
    assertTrue(last.startsWith("[########################] 1000/1000  loss 2.00"), last);
  }

  @Test
  void tellsTimesForPeople() {
    assertEquals("8 s", Progress.duration(8.2));
    assertEquals("3 min 20 s", Progress.duration(200));
    assertEquals("2 h 5 min", Progress.duration(7500));
  }
}

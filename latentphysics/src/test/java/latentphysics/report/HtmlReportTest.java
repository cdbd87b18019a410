package latentphysics.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latentphysics.experiment.Law;
import latentphysics.experiment.Outcome;
import latentphysics.experiment.Settings;
import org.junit.jupiter.api.Test;

/** Protects that the page stands alone, tells the result, and runs nothing from the data. */
final class HtmlReportTest {
  private static final Settings SETTINGS = new Settings(2, Settings.OperatorKind.LIE, 100, 0);
  private static final String HOSTILE = "</script><script>alert('&')</script>\"<!-- {{data}}";

  private static String page(Outcome outcome) {
    return HtmlReport.of(SampleRun.record(outcome, "data.csv", List.of("x", "v")));
  }

  private static JsonObject data(String page) {
    Matcher block =
        Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>")
            .matcher(page);
    assertTrue(block.find(), "the page holds its numbers");
    return JsonParser.parseString(block.group(1)).getAsJsonObject();
  }

  @Test
  void tellsTheLawAtTheTop() {
    String page = page(SampleRun.outcome(SETTINGS, 100));
    assertTrue(page.contains("The latents obey 2 laws"));
    assertTrue(page.contains("z(t + Δt) = e^((−0.0044 + 1.08 i) Δt) z(t)"));
    assertTrue(page.contains("104 of 111 (93.7 %)"));
    assertFalse(page.contains("was stopped after"));
    assertTrue(page(SampleRun.outcome(SETTINGS, 99)).contains("stopped after 99 of 100 steps"));
    assertTrue(
        page(SampleRun.outcome(SETTINGS, 100, List.of())).contains("No simple law was found"));
  }

  @Test
  void loadsNothingFromElsewhere() {
    String page = page(SampleRun.outcome(SETTINGS, 100));
    assertFalse(Pattern.compile("(src|href)\\s*=\\s*[\"']?(https?:)?//").matcher(page).find());
    assertFalse(page.contains("@import") || page.contains("sourceMappingURL="));
    assertTrue(page.contains("default-src 'none'"));
    assertTrue(page.contains("Chart.js v4"), "the notice of the licence is kept");
  }

  @Test
  void letsNoTextBreakOut() {
    Law made = SampleRun.outcome(SETTINGS, 100).laws().getFirst();
    Law law =
        new Law(
            HOSTILE,
            made.subspace(),
            1,
            0,
            6,
            1,
            1,
            0,
            made.found(),
            made.equation(),
            HOSTILE,
            HOSTILE);
    Outcome outcome = SampleRun.outcome(SETTINGS, 100, List.of(law));
    String harmless = page(SampleRun.outcome(SETTINGS, 100));
    String page =
        HtmlReport.of(
            SampleRun.record(outcome, "dir/" + HOSTILE.replace('/', '|'), List.of(HOSTILE, "v")));
    assertEquals(count(harmless, "<script"), count(page, "<script"), "no script is added");
    assertEquals(count(harmless, "</script"), count(page, "</script"), "none is ended early");
    assertEquals(count(harmless, "<!--"), count(page, "<!--"));
    assertTrue(page.contains("&lt;/script&gt;&lt;script&gt;alert(&#39;&amp;&#39;)"));
    JsonObject first =
        data(page).getAsJsonObject("forecast").getAsJsonArray("columns").get(0).getAsJsonObject();
    assertEquals(HOSTILE, first.get("name").getAsString(), "the script still sees the name");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void showsWhatTheNetworkProposed() {
    String page = page(SampleRun.outcome(SETTINGS, 100));
    assertTrue(page.contains("<th scope=\"row\">rotation of z0, z1</th><td>1</td><td>yes</td>"));
    assertTrue(page.contains("<th scope=\"row\">decay of z0</th><td>1</td><td>no</td>"));
    JsonObject course = data(page).getAsJsonObject("proposals");
    assertEquals("[1.0,101.0]", course.get("step").toString());
    assertEquals("[\"rotation of z0, z1\"]", course.get("names").toString());
    assertEquals("[[0.18,0.18]]", course.get("shares").toString());
  }

  @Test
  void showsTheSnap() {
    JsonObject data = data(page(SampleRun.outcome(SETTINGS, 100)));
    JsonObject snap = data.getAsJsonObject("snap");
    assertEquals("[\"rotation of z0, z1\"]", snap.get("names").toString());
    assertEquals("[[0.2]]", snap.get("masses").toString());
    assertEquals(2, snap.getAsJsonArray("reconstruction").size());
    JsonObject pushes = data.getAsJsonObject("pushes");
    assertEquals("[[1.0,0.5],[2.0,20.0]]", pushes.get("pull").toString());
    assertEquals("[3.0,4.5]", pushes.get("time").toString());
    assertEquals(200, data.getAsJsonObject("before").getAsJsonArray("time").size());
  }

  @Test
  void thinsLongDataAndKeepsItValid() {
    JsonObject data = data(page(SampleRun.outcome(SETTINGS, 100)));
    assertEquals(250, data.getAsJsonObject("path").getAsJsonArray("time").size());
    assertFalse(data.toString().contains("NaN"));
    List<Integer> many = Collections.nCopies(10_001, 1);
    assertTrue(ChartData.thinned(many, 2000).size() <= 2000);
    assertEquals(3, ChartData.thinned(List.of(1, 2, 3), 3).size());
  }

  @Test
  void showsFramesAsPixels() {
    int side = 8;
    double[][] observed = new double[2][2 * side * side];
    double[][] predicted = new double[2][2 * side * side];
    observed[1][side * side] = 1;
    predicted[0][side * side + 1] = 7;
    predicted[1][side * side + 2] = Double.NaN;
    Outcome.Forecast forecast = new Outcome.Forecast(new double[] {1, 2}, observed, predicted);
    FilmStrip film =
        Objects.requireNonNull(FilmStrip.of(forecast), "128 columns are two frames of side 8");
    JsonObject json = film.json();
    assertEquals(8, json.get("side").getAsInt());
    byte[] seen = Base64.getDecoder().decode(json.get("observed").getAsString());
    assertEquals(2 * side * side, seen.length, "only the later frame of each pair");
    assertEquals((byte) 255, seen[side * side]);
    byte[] told = Base64.getDecoder().decode(json.get("predicted").getAsString());
    assertEquals((byte) 255, told[1], "a forecast off the scale is cut off");
    assertEquals(0, told[side * side + 2]);
  }

  @Test
  void takesMeasurementsForNoFrames() {
    double[][] rows = new double[1][24];
    assertEquals(null, FilmStrip.of(new Outcome.Forecast(new double[1], rows, rows)));
    Outcome.Forecast none = new Outcome.Forecast(new double[0], new double[0][], new double[0][]);
    assertEquals(null, FilmStrip.of(none));
  }

  @Test
  void fillsEachPlaceOnce() {
    assertEquals("{{b}}-2", HtmlReport.fill("{{a}}-{{b}}", Map.of("a", "{{b}}", "b", "2")));
    assertThrows(IllegalStateException.class, () -> HtmlReport.fill("{{c}}", Map.of()));
  }

  @Test
  void writesNumbersForPeople() {
    assertEquals("1.080", ReportText.number(1.08, 4));
    assertEquals("−0.004400", ReportText.number(-0.0044, 4));
    assertEquals("8.00 × 10⁻⁵", ReportText.number(8e-5, 4));
    assertEquals("0", ReportText.number(0, 4));
    assertEquals("–", ReportText.number(Double.NaN, 4));
  }
}

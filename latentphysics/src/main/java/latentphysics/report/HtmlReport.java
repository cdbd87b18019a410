package latentphysics.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The result of a run for people: one page that needs no other file and no network, for light and
 * dark displays, wide and narrow. Text and tables stand in the page; its script draws the charts.
 */
public final class HtmlReport {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]+)}}");

  private HtmlReport() {}

  /**
   * The page, to be stored as UTF-8.
   *
   * @throws IllegalStateException if a part of the page is missing from the program
   */
  public static String of(RunRecord run) {
    ReportText text = new ReportText(run);
    return fill(
        resource("report.html"),
        Map.ofEntries(
            Map.entry("title", Html.escape(text.title())),
            Map.entry("style", resource("report.css")),
            Map.entry("subtitle", text.subtitle()),
            Map.entry("verdict", text.verdict()),
            Map.entry("errors", text.errors()),
            Map.entry("proposals", text.proposals()),
            Map.entry("settings", text.settings()),
            Map.entry("provenance", text.provenance()),
            Map.entry("data", Json.forHtml(new ChartData(run).json())),
            Map.entry("charts", Html.script(withoutSourceMap(resource("chart.umd.js")))),
            Map.entry("script", Html.script(resource("report.js")))));
  }

  /** Fills every placeholder once; what is filled in is not searched again. */
  static String fill(String template, Map<String, String> values) {
    Matcher matcher = PLACEHOLDER.matcher(template);
    StringBuilder page = new StringBuilder();
    while (matcher.find()) {
      String value = values.get(matcher.group(1));
      if (value == null) {
        throw new IllegalStateException("the page asks for '" + matcher.group(1) + "'");
      }
      matcher.appendReplacement(page, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(page).toString();
  }

  /** A browser's tools would look for the map on the network. */
  private static String withoutSourceMap(String script) {
    return script.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program was built without its resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's resource " + name + " cannot be read", e);
    }
  }
}

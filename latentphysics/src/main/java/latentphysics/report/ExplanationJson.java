package latentphysics.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.experiment.Explanation;
import latentphysics.experiment.Explanation.RulePush;
import latentphysics.experiment.Explanation.Snapshot;

/** The hardest pushed sites of each rule at each snapshot, as JSON and back. */
public final class ExplanationJson {
  private static final int MOST_SITES = 8;

  private ExplanationJson() {}

  /**
   * One site of one rule.
   *
   * @param rule its form and coordinates
   * @param trajectory index of the site's trajectory
   * @param time of the site
   * @param residual r
   * @param weight ∂L/∂r
   * @param pull size of the gradient on its latents
   */
  public record SitePush(
      String rule, int trajectory, double time, double residual, double weight, double pull) {}

  /**
   * One snapshot.
   *
   * @param step from 1
   * @param sites the hardest pulled first
   */
  public record Pushes(int step, List<SitePush> sites) {
    /** Keeps an unmodifiable copy. */
    public Pushes {
      sites = List.copyOf(sites);
    }
  }

  static JsonArray of(Explanation explanation) {
    JsonArray snapshots = new JsonArray();
    for (Snapshot snapshot : explanation.snapshots()) {
      JsonArray rules = new JsonArray();
      snapshot.rules().forEach(rule -> rules.add(rule(explanation, rule)));
      JsonObject entry = new JsonObject();
      entry.addProperty("step", snapshot.step());
      entry.add("factor", Json.number(snapshot.factor()));
      entry.add("rules", rules);
      snapshots.add(entry);
    }
    return snapshots;
  }

  private static JsonObject rule(Explanation explanation, RulePush push) {
    JsonArray sites = new JsonArray();
    IntStream.range(0, push.pulls().length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -push.pulls()[i]))
        .limit(MOST_SITES)
        .forEach(i -> {
          JsonObject site = new JsonObject();
          site.addProperty("trajectory", explanation.trajectories().get(push.sites()[i]));
          site.add("time", Json.rounded(explanation.times().get(push.sites()[i])));
          site.add("residual", Json.rounded(push.residuals()[i]));
          site.add("weight", Json.rounded(push.weights()[i]));
          site.add("pull", Json.rounded(push.pulls()[i]));
          sites.add(site);
        });
    JsonObject entry = new JsonObject();
    entry.addProperty("rule", push.rule());
    entry.addProperty("equation", push.equation());
    entry.add("sites", sites);
    return entry;
  }

  /**
   * Out of the text of a result.
   *
   * @return snapshots in order; empty for a training without rules
   * @throws IllegalArgumentException if the text is no such result, in one sentence
   */
  public static List<Pushes> read(String text) {
    try {
      List<Pushes> all = new ArrayList<>();
      JsonElement explain = JsonParser.parseString(text).getAsJsonObject().get("explain");
      if (explain == null) {
        throw new IllegalArgumentException("this result says nothing of the rules' pushes");
      }
      for (JsonElement element : explain.getAsJsonArray()) {
        JsonObject snapshot = element.getAsJsonObject();
        List<SitePush> sites = new ArrayList<>();
        for (JsonElement rule : snapshot.getAsJsonArray("rules")) {
          read(rule.getAsJsonObject(), sites);
        }
        sites.sort(Comparator.comparingDouble(site -> -site.pull()));
        all.add(new Pushes(snapshot.get("step").getAsInt(), sites));
      }
      return all;
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException("this is no result of a training", e);
    }
  }

  private static void read(JsonObject rule, List<SitePush> sites) {
    for (JsonElement element : rule.getAsJsonArray("sites")) {
      JsonObject site = element.getAsJsonObject();
      sites.add(
          new SitePush(
              rule.get("rule").getAsString(),
              site.get("trajectory").getAsInt(),
              site.get("time").getAsDouble(),
              site.get("residual").getAsDouble(),
              site.get("weight").getAsDouble(),
              site.get("pull").getAsDouble()));
    }
  }
}

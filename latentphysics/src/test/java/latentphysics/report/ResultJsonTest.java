package latentphysics.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Set;
import latentphysics.experiment.Law;
import latentphysics.experiment.Settings;
import org.junit.jupiter.api.Test;

/** Protects the keys and values that programs read from result.json. */
final class ResultJsonTest {
  private static final Settings SETTINGS = new Settings(3, Settings.OperatorKind.LSTSQ, 100, -7);

  private static JsonObject parsed(RunRecord run) {
    return JsonParser.parseString(ResultJson.of(run)).getAsJsonObject();
  }

  private static RunRecord sample() {
    return SampleRun.record(
        SampleRun.outcome(SETTINGS, 40), "dir/data \"1\".csv", List.of("x", "v"));
  }

  @Test
  void hasTheKeysThatAreDocumented() {
    JsonObject json = parsed(sample());
    assertEquals(
        Set.of(
            "laws",
            "metrics",
            "spectrum",
            "explain",
            "proposals",
            "nominal_step",
            "config",
            "seed",
            "trained_steps",
            "interrupted",
            "data_sha256",
            "notes",
            "seconds",
            "versions"),
        json.keySet());
    JsonObject law = json.getAsJsonArray("laws").get(0).getAsJsonObject();
    assertEquals(
        Set.of(
            "rule",
            "subspace",
            "angle_per_unit",
            "decay_per_unit",
            "period",
            "description_length",
            "sites",
            "errors",
            "obeyed",
            "failure_times",
            "discovery_step",
            "sentence",
            "formula"),
        law.keySet());
    assertEquals(1.08, law.get("angle_per_unit").getAsDouble());
    assertEquals(1, law.getAsJsonArray("subspace").get(1).getAsInt());
    assertEquals(104 / 111.0, law.get("obeyed").getAsDouble());
    assertEquals(120, law.get("discovery_step").getAsInt());
    assertEquals(5, law.getAsJsonArray("failure_times").size());
    assertEquals(207 / 6.0, law.getAsJsonArray("failure_times").get(0).getAsDouble());
    assertEquals("z(t + Δt) = e^((−0.0044 + 1.08 i) Δt) z(t)", law.get("formula").getAsString());
  }

  @Test
  void nestsTheErrorsOfModelAndBaselines() {
    JsonObject metrics = parsed(sample()).getAsJsonObject("metrics");
    assertEquals(2e-4, metrics.get("one_step_error").getAsDouble());
    assertEquals(0.083, metrics.getAsJsonObject("rollout_error").get("50").getAsDouble());
    assertEquals(0.9991, metrics.get("reconstruction_r2").getAsDouble());
    JsonObject baselines = metrics.getAsJsonObject("baselines");
    assertEquals(Set.of("persistence", "linear", "perceptron"), baselines.keySet());
    assertEquals(0.09, rollout(metrics.getAsJsonObject("law"), "50"));
    assertEquals(1.2, rollout(baselines.getAsJsonObject("perceptron"), "50"));
    JsonObject linear = baselines.getAsJsonObject("linear");
    assertEquals(8e-5, linear.get("one_step_error").getAsDouble());
    assertEquals(Set.of("1"), linear.getAsJsonObject("rollout_error").keySet());
  }

  private static double rollout(JsonObject errors, String steps) {
    return errors.getAsJsonObject("rollout_error").get(steps).getAsDouble();
  }

  @Test
  void keepsTheHardestPushedSites() {
    List<ExplanationJson.Pushes> read = ExplanationJson.read(ResultJson.of(sample()));
    assertEquals(List.of(20, 40), read.stream().map(ExplanationJson.Pushes::step).toList());
    assertEquals(
        List.of(
            new ExplanationJson.SitePush("rotation of z0, z1", 0, 4.5, 0.1, 0.5, 20),
            new ExplanationJson.SitePush("rotation of z0, z1", 0, 3.0, 0.01, 0.25, 2)),
        read.get(1).sites());
    assertEquals(3.0, read.get(0).sites().getFirst().time(), "the hardest first");
    for (String hostile :
        List.of("", "[]", "{", "{\"explain\": 3}", "{\"explain\": [{\"step\": 1}]}")) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> ExplanationJson.read(hostile), hostile);
      assertEquals("this is no result of a training", e.getMessage());
    }
  }

  @Test
  void tellsWhatTheNetworkProposedAndKept() {
    JsonObject proposals = parsed(sample()).getAsJsonObject("proposals");
    assertEquals(2, proposals.get("looks").getAsInt());
    JsonObject kept = proposals.getAsJsonArray("proposed").get(0).getAsJsonObject();
    JsonObject dropped = proposals.getAsJsonArray("proposed").get(1).getAsJsonObject();
    assertEquals("rotation of z0, z1", kept.get("rule").getAsString());
    assertTrue(kept.get("kept").getAsBoolean() && kept.get("given").getAsBoolean());
    assertEquals(90, kept.get("prequential_bits").getAsDouble());
    assertEquals("decay of z0", dropped.get("rule").getAsString());
    assertFalse(dropped.get("kept").getAsBoolean() || dropped.get("given").getAsBoolean());
  }

  @Test
  void saysHowTheRunWasAskedForAndEnded() {
    JsonObject json = parsed(sample());
    JsonObject config = json.getAsJsonObject("config");
    assertEquals("dir/data \"1\".csv", config.get("data").getAsString());
    assertEquals("lstsq", config.get("operator").getAsString());
    assertEquals(3, config.get("latent").getAsInt());
    assertEquals(2, config.get("threads").getAsInt());
    assertTrue(config.get("time").isJsonNull());
    assertEquals(-7, json.get("seed").getAsLong());
    assertEquals(40, json.get("trained_steps").getAsInt());
    assertTrue(json.get("interrupted").getAsBoolean());
    assertEquals("1.2", json.getAsJsonObject("versions").get("latentphysics").getAsString());
  }

  @Test
  void writesNullForWhatIsNotFinite() {
    String text = ResultJson.of(sample());
    assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
    JsonObject rest = parsed(sample()).getAsJsonArray("laws").get(1).getAsJsonObject();
    assertTrue(rest.get("period").isJsonNull(), "a law that does not turn has no period");
  }

  @Test
  void comparesFrequenciesThatAreKnown() {
    List<Law> laws = SampleRun.outcome(SETTINGS, 1).laws();
    List<Frequencies.Match> matches = Frequencies.match(List.of(1.0, 2.0), laws);
    assertEquals(1.08, matches.getFirst().found());
    Double error = matches.getLast().relativeError();
    assertTrue(error != null && Math.abs(error - 0.46) < 1e-12, "relative to the truth");
    assertEquals(new Frequencies.Match(1, null, null), matchesOf(List.of()));
    assertEquals(
        new Frequencies.Match(1, null, null),
        matchesOf(List.of(laws.get(1))),
        "a law that does not turn has no frequency");
  }

  private static Frequencies.Match matchesOf(List<Law> laws) {
    return Frequencies.match(List.of(1.0), laws).getFirst();
  }
}

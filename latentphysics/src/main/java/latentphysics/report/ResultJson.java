package latentphysics.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Locale;
import latentphysics.experiment.Law;
import latentphysics.experiment.Metrics;
import latentphysics.experiment.Outcome;
import latentphysics.experiment.Settings;
import latentphysics.rule.Lexicon;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run for programs. A value that is not a finite number, such as the period of a
 * law that does not turn, is written as null.
 */
public final class ResultJson {
  private static final int MOST_TIMES = 100;

  private ResultJson() {}

  /** The result as JSON text that ends with a line feed. */
  public static String of(RunRecord run) {
    Outcome outcome = run.outcome();
    JsonObject result = new JsonObject();
    result.add("laws", laws(outcome));
    result.add("metrics", metrics(outcome.metrics()));
    result.add("spectrum", spectrum(outcome));
    if (!run.frequencies().isEmpty()) {
      result.add("frequencies", frequencies(run));
    }
    result.add("explain", ExplanationJson.of(outcome.explanation()));
    result.add("proposals", ProposalsJson.of(outcome.proposals()));
    result.add("nominal_step", Json.number(outcome.nominalStep()));
    result.add("config", config(run));
    result.addProperty("seed", outcome.settings().seed());
    result.addProperty("trained_steps", outcome.trainedSteps());
    result.addProperty("interrupted", run.interrupted());
    result.addProperty("data_sha256", run.dataSha256());
    result.add("notes", Json.texts(run.notes()));
    result.add("seconds", Json.number(run.seconds()));
    result.add("versions", versions(run.versions()));
    return Json.pretty(result);
  }

  private static JsonArray laws(Outcome outcome) {
    JsonArray laws = new JsonArray();
    for (int i = 0; i < outcome.laws().size(); i++) {
      Law law = outcome.laws().get(i);
      JsonArray subspace = new JsonArray();
      law.subspace().forEach(subspace::add);
      JsonArray failures = new JsonArray();
      outcome.failures(i).stream().limit(MOST_TIMES).forEach(t -> failures.add(Json.number(t)));
      JsonObject entry = new JsonObject();
      entry.addProperty("rule", law.rule());
      entry.add("subspace", subspace);
      entry.add("angle_per_unit", Json.number(law.anglePerUnit()));
      entry.add("decay_per_unit", Json.number(law.decayPerUnit()));
      entry.add("period", Json.number(law.period()));
      entry.add("description_length", Json.number(law.descriptionLength()));
      entry.addProperty("sites", law.sites());
      entry.addProperty("errors", law.errors());
      entry.addProperty("obeyed", law.obeyed());
      entry.add("failure_times", failures);
      entry.add(
          "discovery_step",
          law.found().isPresent() ? new JsonPrimitive(law.found().getAsInt()) : JsonNull.INSTANCE);
      entry.addProperty("sentence", law.sentence());
      entry.addProperty("formula", law.formula());
      laws.add(entry);
    }
    return laws;
  }

  private static JsonObject metrics(Metrics metrics) {
    JsonObject baselines = new JsonObject();
    baselines.add("persistence", errors(metrics.persistence()));
    baselines.add("linear", errors(metrics.linear()));
    baselines.add("perceptron", errors(metrics.perceptron()));
    JsonObject entry = errors(metrics.model());
    entry.add("reconstruction_r2", Json.number(metrics.reconstructionR2()));
    entry.add("law", metrics.law().<JsonElement>map(ResultJson::errors).orElse(JsonNull.INSTANCE));
    entry.add("baselines", baselines);
    return entry;
  }

  private static JsonObject errors(Metrics.Errors errors) {
    JsonObject rollout = new JsonObject();
    for (Metrics.Rollout ahead : errors.rollouts()) {
      rollout.add(Integer.toString(ahead.steps()), Json.number(ahead.error()));
    }
    JsonObject entry = new JsonObject();
    entry.add("one_step_error", Json.number(errors.oneStep()));
    entry.add("rollout_error", rollout);
    return entry;
  }

  private static JsonArray spectrum(Outcome outcome) {
    JsonArray spectrum = new JsonArray();
    for (Outcome.Mode mode : outcome.spectrum()) {
      JsonObject entry = new JsonObject();
      entry.add("growth", Json.number(mode.growth()));
      entry.add("frequency", Json.number(mode.frequency()));
      spectrum.add(entry);
    }
    return spectrum;
  }

  private static JsonArray frequencies(RunRecord run) {
    JsonArray matches = new JsonArray();
    for (Frequencies.Match match : Frequencies.match(run.frequencies(), run.outcome().laws())) {
      JsonObject entry = new JsonObject();
      entry.add("true", Json.number(match.truth()));
      entry.add("found", orNull(match.found()));
      entry.add("relative_error", orNull(match.relativeError()));
      matches.add(entry);
    }
    return matches;
  }

  private static JsonElement orNull(@Nullable Double value) {
    return value == null ? JsonNull.INSTANCE : Json.number(value);
  }

  private static JsonElement orNull(@Nullable String text) {
    return text == null ? JsonNull.INSTANCE : new JsonPrimitive(text);
  }

  private static JsonObject config(RunRecord run) {
    RunConfig config = run.config();
    Settings settings = run.outcome().settings();
    JsonObject entry = new JsonObject();
    entry.addProperty("command", config.command());
    entry.add("data", orNull(config.data()));
    entry.add("trial", orNull(config.trial()));
    entry.add("time", orNull(config.time()));
    entry.add("observe", Json.texts(config.observe()));
    entry.add("columns", Json.texts(run.columns()));
    entry.addProperty("rows", run.rows());
    entry.addProperty("trajectories", run.trajectories());
    entry.addProperty("latent", settings.latent());
    entry.addProperty("operator", settings.operator().name().toLowerCase(Locale.ROOT));
    entry.add(
        "physics", Json.texts(settings.physics().forms().stream().map(Lexicon::word).toList()));
    entry.addProperty("proposing", settings.physics().proposing());
    entry.addProperty("loss", settings.lossName());
    entry.addProperty("scaling", settings.scaling().name().toLowerCase(Locale.ROOT));
    entry.addProperty("steps", settings.steps());
    entry.addProperty("seed", settings.seed());
    entry.addProperty("threads", config.threads());
    entry.addProperty("shuffle", config.shuffle());
    return entry;
  }

  private static JsonObject versions(Versions versions) {
    JsonObject entry = new JsonObject();
    entry.addProperty("latentphysics", versions.latentphysics());
    entry.addProperty("java", versions.java());
    entry.addProperty("os", versions.os());
    entry.addProperty("arch", versions.arch());
    return entry;
  }
}

package latentphysics.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import latentphysics.experiment.Explanation;
import latentphysics.experiment.Explanation.ErrorMass;
import latentphysics.experiment.Explanation.RulePush;
import latentphysics.experiment.Explanation.Snapshot;
import latentphysics.experiment.Outcome;

/** The numbers behind the pictures of how the latent space snapped into its law. */
final class SnapData {
  private static final int MOST_RULES = 6;

  private SnapData() {}

  /** Error masses of the rules that fare best at the end, and the reconstruction beside them. */
  static JsonObject masses(Explanation explanation, List<Outcome.LossPoint> losses) {
    List<ErrorMass> course = explanation.masses();
    JsonObject json = new JsonObject();
    json.add("step", values(course, ErrorMass::step));
    JsonArray names = new JsonArray();
    JsonArray curves = new JsonArray();
    for (String rule : leading(course)) {
      names.add(rule);
      curves.add(values(course, at -> at.masses().getOrDefault(rule, Double.NaN)));
    }
    json.add("names", names);
    json.add("masses", curves);
    json.add("lossStep", values(losses, Outcome.LossPoint::step));
    json.add("reconstruction", values(losses, Outcome.LossPoint::reconstruction));
    return json;
  }

  private static List<String> leading(List<ErrorMass> course) {
    if (course.isEmpty()) {
      return List.of();
    }
    Map<String, Double> last = course.getLast().masses();
    Set<String> names = new TreeSet<>(last.keySet());
    return names.stream()
        .sorted(Comparator.comparingDouble(name -> last.getOrDefault(name, Double.NaN)))
        .limit(MOST_RULES)
        .toList();
  }

  /** The pull of all rules together on each site at each snapshot. */
  static JsonObject pushes(Explanation explanation) {
    JsonArray pulls = new JsonArray();
    for (Snapshot snapshot : explanation.snapshots()) {
      double[] sums = new double[explanation.times().size()];
      for (RulePush rule : snapshot.rules()) {
        for (int i = 0; i < rule.sites().length; i++) {
          sums[rule.sites()[i]] += rule.pulls()[i];
        }
      }
      pulls.add(Json.rounded(sums));
    }
    JsonObject json = new JsonObject();
    json.add("step", values(explanation.snapshots(), Snapshot::step));
    json.add("time", values(explanation.times(), Double::doubleValue));
    json.add("pull", pulls);
    return json;
  }

  private static <T> JsonArray values(List<T> all, ToDoubleFunction<T> value) {
    return Json.rounded(all.stream().mapToDouble(value).toArray());
  }
}

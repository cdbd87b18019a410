package latentphysics.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import latentphysics.experiment.Law;
import latentphysics.experiment.Outcome;

/** The numbers behind the charts of the page, thinned to what a picture can show. */
final class ChartData {
  private static final int MOST_POINTS = 2000;
  private static final int MOST_LOSSES = 800;
  private static final int MOST_PAIRS = 4;
  private static final int MOST_CURVES = 4;

  private final RunRecord run;
  private final Outcome outcome;

  ChartData(RunRecord run) {
    this.run = run;
    this.outcome = run.outcome();
  }

  JsonObject json() {
    JsonObject data = new JsonObject();
    data.add("path", path(outcome.path()));
    data.add("before", path(outcome.before()));
    data.add("snap", SnapData.masses(outcome.explanation(), outcome.losses()));
    data.add("proposals", ProposalsJson.course(outcome.proposals()));
    data.add("pushes", SnapData.pushes(outcome.explanation()));
    data.add("spectrum", spectrum());
    data.add("sites", sites());
    data.add("losses", losses());
    FilmStrip film = FilmStrip.of(outcome.forecast());
    if (film == null) {
      data.add("forecast", forecast());
    } else {
      data.add("film", film.json());
    }
    return data;
  }

  /** Every so many-th element, so that no more than the wanted number are left. */
  static <T> List<T> thinned(List<T> all, int most) {
    int stride = Math.max(1, (all.size() + most - 1) / most);
    List<T> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i += stride) {
      kept.add(all.get(i));
    }
    return kept;
  }

  private JsonObject path(List<Outcome.LatentPoint> all) {
    List<Outcome.LatentPoint> points = thinned(all, MOST_POINTS);
    JsonArray pairs = new JsonArray();
    JsonArray titles = new JsonArray();
    List<int[]> chosen = pairs();
    JsonArray xs = new JsonArray();
    JsonArray ys = new JsonArray();
    for (int[] pair : chosen) {
      boolean overTime = pair[1] < 0;
      titles.add(overTime ? "z" + pair[0] : "z" + pair[0] + " and z" + pair[1]);
      JsonArray labels = new JsonArray();
      labels.add(overTime ? "time" : "z" + pair[0]);
      labels.add(overTime ? "z" + pair[0] : "z" + pair[1]);
      pairs.add(labels);
      xs.add(values(points, overTime ? Outcome.LatentPoint::time : point -> point.z()[pair[0]]));
      ys.add(values(points, point -> point.z()[overTime ? pair[0] : pair[1]]));
    }
    JsonArray heldOut = new JsonArray();
    JsonArray trajectory = new JsonArray();
    for (Outcome.LatentPoint point : points) {
      heldOut.add(point.heldOut() ? 1 : 0);
      trajectory.add(point.trajectory());
    }
    JsonObject path = new JsonObject();
    path.add("titles", titles);
    path.add("axes", pairs);
    path.add("x", xs);
    path.add("y", ys);
    path.add("time", values(points, Outcome.LatentPoint::time));
    path.add("heldOut", heldOut);
    path.add("trajectory", trajectory);
    path.addProperty("thinned", points.size() < all.size());
    return path;
  }

  /** Pairs of dimensions: those that laws speak about first; -1 stands for the time. */
  private List<int[]> pairs() {
    List<Integer> left = new ArrayList<>();
    for (int d = 0; d < outcome.settings().latent(); d++) {
      left.add(d);
    }
    List<int[]> pairs = new ArrayList<>();
    for (Law law : outcome.laws()) {
      if (law.subspace().size() == 2 && left.containsAll(law.subspace())) {
        pairs.add(new int[] {law.subspace().get(0), law.subspace().get(1)});
        left.removeAll(law.subspace());
      }
    }
    while (!left.isEmpty()) {
      int first = left.removeFirst();
      pairs.add(new int[] {first, left.isEmpty() ? -1 : left.removeFirst()});
    }
    return pairs.subList(0, Math.min(pairs.size(), MOST_PAIRS));
  }

  private static <T> JsonArray values(List<T> points, ToDoubleFunction<T> value) {
    return Json.rounded(points.stream().mapToDouble(value).toArray());
  }

  private JsonObject spectrum() {
    JsonObject spectrum = new JsonObject();
    spectrum.add("growth", values(outcome.spectrum(), Outcome.Mode::growth));
    spectrum.add("frequency", values(outcome.spectrum(), Outcome.Mode::frequency));
    spectrum.add("truth", values(run.frequencies(), Double::doubleValue));
    return spectrum;
  }

  private JsonObject sites() {
    List<Outcome.SiteError> errors = thinned(outcome.siteErrors(), MOST_POINTS);
    JsonArray missed = new JsonArray();
    errors.forEach(error -> missed.add(error.missed() ? 1 : 0));
    JsonObject sites = new JsonObject();
    sites.add("law", values(errors, Outcome.SiteError::law));
    sites.add("time", values(errors, Outcome.SiteError::time));
    sites.add("error", values(errors, Outcome.SiteError::error));
    sites.add("missed", missed);
    JsonArray names = new JsonArray();
    outcome.laws().forEach(law -> names.add(law.rule() + " of " + dimensions(law)));
    sites.add("names", names);
    return sites;
  }

  private static String dimensions(Law law) {
    return String.join(",", law.subspace().stream().map(d -> "z" + d).toList());
  }

  private JsonObject losses() {
    List<Outcome.LossPoint> points = thinned(outcome.losses(), MOST_LOSSES);
    JsonObject losses = new JsonObject();
    losses.add("step", values(points, Outcome.LossPoint::step));
    losses.add("whole", values(points, Outcome.LossPoint::total));
    losses.add("reconstruction", values(points, Outcome.LossPoint::reconstruction));
    losses.add("prediction", values(points, Outcome.LossPoint::prediction));
    losses.add("concentrated", values(points, Outcome.LossPoint::concentrated));
    return losses;
  }

  private JsonObject forecast() {
    Outcome.Forecast forecast = outcome.forecast();
    JsonArray columns = new JsonArray();
    for (int c = 0; c < Math.min(run.columns().size(), MOST_CURVES); c++) {
      JsonObject column = new JsonObject();
      column.add("name", new JsonPrimitive(run.columns().get(c)));
      column.add("observed", column(forecast.observed(), c));
      column.add("predicted", column(forecast.predicted(), c));
      columns.add(column);
    }
    JsonObject json = new JsonObject();
    json.add("time", Json.rounded(forecast.times()));
    json.add("columns", columns);
    json.addProperty("left", Math.max(0, run.columns().size() - MOST_CURVES));
    return json;
  }

  private static JsonArray column(double[][] rows, int column) {
    JsonArray values = new JsonArray(rows.length);
    for (double[] row : rows) {
      values.add(Json.rounded(row[column]));
    }
    return values;
  }
}

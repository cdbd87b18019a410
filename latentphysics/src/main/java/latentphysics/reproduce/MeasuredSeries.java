package latentphysics.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import latentphysics.data.ColumnSelection;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;
import latentphysics.experiment.Settings.Scaling;
import latentphysics.reproduce.RealSeries.Reference;
import latentphysics.rule.Form;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Twist;
import latentphysics.search.PrequentialCode;

/** The published series, how each is read, and the figures that its law is measured against. */
final class MeasuredSeries {
  private static final String MECHANICS = "schmidt-lipson/";
  private static final int STEPS = 1000;
  private static final double WAKE_STEP = 0.02;

  /** Two usual steps of the carts. */
  private static final double LEAST_CART_PERIOD = 0.07;

  private MeasuredSeries() {}

  /** All, with the way in which each is looked at. */
  static List<RealTrial> trials() {
    return List.of(
        new LearnedSeries(pendulum(), 2, withTwist(), Scaling.PER_COLUMN, STEPS),
        new LearnedSeries(airTrack(), 2, Lexicon.FORMS, Scaling.PER_COLUMN, STEPS),
        new LearnedSeries(carts(), 4, Lexicon.FORMS, Scaling.PER_COLUMN, STEPS),
        new LearnedSeries(wake(), 2, Lexicon.FORMS, Scaling.SHARED, STEPS),
        new LearnedSeries(wakeTransient(), 2, Lexicon.FORMS, Scaling.SHARED, STEPS),
        // Astronomers' tables: a miss of a ten-thousandth of a day's way starts to cost.
        new ContestedSeries(mercury(), new PrequentialCode(1e-4, 8)),
        new LearnedSeries(worm(), 2, Lexicon.FORMS, Scaling.SHARED, STEPS),
        new LearnedSeries(geyser(), 2, Lexicon.FORMS, Scaling.SHARED, STEPS),
        new ContestedSeries(lynxAndHare(), PrequentialCode.STANDARD));
  }

  /** The usual forms, and turning at a speed that depends on the amplitude. */
  private static List<Form> withTwist() {
    List<Form> forms = new ArrayList<>(Lexicon.FORMS);
    forms.add(new Twist(1, true));
    return List.copyOf(forms);
  }

  static RealSeries pendulum() {
    return mechanics(
        "pendulum", "real_pend_h_1.txt.gz", "3,4", published(5.82, "mean period of the run"));
  }

  static RealSeries airTrack() {
    return mechanics("air track", "real_linear_h_1.txt.gz", "3,4", published(2.52, "mean period"));
  }

  static RealSeries carts() {
    String file = MECHANICS + "real_double_linear_h_1.txt.gz";
    return new RealSeries(
        "coupled carts",
        List.of(file),
        folder -> SeriesReader.table(folder.resolve(file), ColumnSelection.of("1", "2", "3,4,5,6")),
        data ->
            List.of(
                mode(data, "spectrum of x1 + x2", Double::sum),
                mode(data, "spectrum of x1 − x2", (a, b) -> a - b)));
  }

  private static Reference mode(Trajectories data, String origin, DoubleBinaryOperator both) {
    Trajectory part = data.parts().getFirst();
    double[] x = new double[part.length()];
    for (int i = 0; i < x.length; i++) {
      double[] row = part.observations()[i];
      x[i] = both.applyAsDouble(row[0], row[1]);
    }
    double period = Oscillations.spectralPeriod(part.times(), x, LEAST_CART_PERIOD);
    return new Reference(period, origin);
  }

  private static RealSeries mechanics(
      String name, String file, String columns, List<Reference> references) {
    return new RealSeries(
        name,
        List.of(MECHANICS + file),
        folder ->
            SeriesReader.table(
                folder.resolve(MECHANICS + file), ColumnSelection.of("1", "2", columns)),
        _ -> references);
  }

  /** The limit cycle: rows 8000 on, one in ten. */
  static RealSeries wake() {
    return wake(
        "cylinder wake",
        "run_a_17000x9.npy.gz",
        8,
        8000,
        17000,
        published(6.04, "Strouhal number 0.166"));
  }

  /** From the unstable rest towards the cycle, shift mode included. */
  static RealSeries wakeTransient() {
    return wake("cylinder wake, transient", "run_b_6000x9.npy.gz", 9, 0, 2500, List.of());
  }

  private static RealSeries wake(
      String name, String file, int columns, int from, int to, List<Reference> references) {
    String path = "cylinder-pod/" + file;
    return new RealSeries(
        name,
        List.of(path),
        folder ->
            SeriesReader.rows(
                SeriesReader.array(folder.resolve(path), columns, WAKE_STEP), from, to, 10),
        _ -> references);
  }

  /** The plane of the first two posture modes, one row in eight. */
  static RealSeries worm() {
    String file = "worm/roaming_worm2.csv.gz";
    return new RealSeries(
        "worm",
        List.of(file),
        folder ->
            SeriesReader.rows(
                SeriesReader.table(folder.resolve(file), ColumnSelection.of(null, null, "a1,a2")),
                0,
                Integer.MAX_VALUE,
                8),
        _ -> published(26996 / 215.0, "215 turns in 26996 rows"));
  }

  /** Every second minute of eight days, with five earlier minutes, twelve apart each. */
  static RealSeries geyser() {
    String file = "geyser/geyser.csv.gz";
    return new RealSeries(
        "geyser",
        List.of(file),
        folder ->
            SeriesReader.rows(
                SeriesReader.delayed(
                    SeriesReader.table(
                        folder.resolve(file),
                        ColumnSelection.of(null, null, "temperature_detrended")),
                    6,
                    12),
                0,
                12000,
                2),
        _ -> List.of());
  }

  /** Mercury minus Sun, in the plane of its motion; in au and days. */
  static RealSeries mercury() {
    String planet = "ephemeris/mercury_ssb.csv";
    String sun = "ephemeris/sun_ssb.csv";
    return new RealSeries(
        "Mercury",
        List.of(planet, sun),
        folder ->
            SeriesReader.inPlane(
                SeriesReader.difference(place(folder, planet), place(folder, sun))),
        _ -> published(87.969, "a = 0.38710 au"));
  }

  private static Trajectories place(Path folder, String file) {
    return SeriesReader.table(
        folder.resolve(file), ColumnSelection.of(null, "jdtdb", "x_au,y_au,z_au"));
  }

  static RealSeries lynxAndHare() {
    String file = "lynx-hare/hudson_bay_lynx_hare.csv";
    return new RealSeries(
        "lynx and hare",
        List.of(file),
        folder ->
            SeriesReader.table(folder.resolve(file), ColumnSelection.of(null, "Year", "Lynx,Hare")),
        _ -> List.of());
  }

  private static List<Reference> published(double period, String origin) {
    return List.of(new Reference(period, origin));
  }
}

package latentphysics.reproduce;

import java.util.List;
import java.util.Optional;

/** All experiments that can be run again. */
public final class Reproductions {
  private static final List<Reproduction> ALL =
      List.of(
          new ConcentrateToy(),
          new ConcentrateCollapse(),
          new ConcentrateSnap(),
          new ConcentrateFriends(),
          new ConcentrateNoise(),
          new ConcentrateSimulator(),
          new ConcentrateEasy(),
          new ConcentrateAuto(),
          new ConcentrateSymbols(),
          new ConcentratePixels(),
          new ConcentrateReal(MeasuredSeries.trials()),
          new ConcentrateAblation());

  private Reproductions() {}

  /** In the order in which they are told. */
  public static List<Reproduction> all() {
    return ALL;
  }

  /** The one of a name. */
  public static Optional<Reproduction> named(String name) {
    return ALL.stream().filter(r -> r.name().equals(name)).findFirst();
  }
}

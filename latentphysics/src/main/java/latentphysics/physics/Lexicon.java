package latentphysics.physics;

import java.util.ArrayList;
import java.util.List;

/** The rules that are tried. */
public final class Lexicon {
  private Lexicon() {}

  /** The rules on {@code width} coordinates from {@code first} on. */
  public static List<Rule> of(int first, int width) {
    List<Rule> rules = new ArrayList<>();
    rules.add(new Rest(first, width));
    rules.add(new ConstantVelocity(first, width));
    rules.add(new LinearMap(first, width));
    if (width == 2) {
      rules.add(new PlaneRotation(first, false));
      rules.add(new PlaneRotation(first, true));
    }
    return rules;
  }

  /** The rules on each plane of neighbouring coordinates, and on an odd last one. */
  public static List<List<Rule>> ofPlanes(int latent) {
    List<List<Rule>> groups = new ArrayList<>();
    for (int first = 0; first < latent; first += 2) {
      groups.add(of(first, Math.min(2, latent - first)));
    }
    return groups;
  }
}

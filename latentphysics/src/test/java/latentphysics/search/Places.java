package latentphysics.search;

import latentphysics.rule.Motion;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/** Motion at independent places. */
final class Places {
  private Places() {}

  /**
   * Coordinates of white noise, but for planes that turn.
   *
   * @param planes first coordinate, second coordinate and angle of each
   */
  static Motion turning(Key key, int places, int width, double noise, double[]... planes) {
    Tensor[] z = new Tensor[3];
    Key[] keys = key.split(3 + planes.length);
    for (int k = 0; k < 3; k++) {
      z[k] = keys[k].normal(DType.FLOAT64, places, width);
    }
    for (int p = 0; p < planes.length; p++) {
      Key[] of = keys[3 + p].split(2);
      Tensor radius = of[0].uniform(0.5, 1.5, DType.FLOAT64, places, 1);
      Tensor phase = of[1].uniform(0, 2 * Math.PI, DType.FLOAT64, places, 1);
      for (int k = 0; k < 3; k++) {
        Tensor angle = phase.add(k * planes[p][2]);
        z[k] = replaced(z[k], (int) planes[p][0], angle.cos().mul(radius), noise);
        z[k] = replaced(z[k], (int) planes[p][1], angle.sin().mul(radius), noise);
      }
    }
    return Motion.of(z[0], z[1], z[2]);
  }

  /** With one column replaced; what was there, scaled, is its noise. */
  private static Tensor replaced(Tensor z, int column, Tensor values, double noise) {
    Tensor noisy = values.add(z.slice(1, column, column + 1).mul(noise));
    int width = z.dim(1);
    return Tensor.concatenate(1, z.slice(1, 0, column), noisy, z.slice(1, column + 1, width));
  }
}

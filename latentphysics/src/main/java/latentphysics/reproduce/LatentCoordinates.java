package latentphysics.reproduce;

import java.util.Arrays;
import latentphysics.linear.RealModes;
import latentphysics.rule.Affine;
import latentphysics.rule.LawfulSubspace;
import latentphysics.rule.Motion;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Nearest;
import latentphysics.tensor.linalg.Spectra;

/**
 * Coordinates y = (z − m)·B in which laws are searched, chosen alike for all latent spaces.
 *
 * <p>An encoder is free to shift its latents and to map them linearly; a law is written most simply
 * in coordinates that undo that. First latents are whitened. Directions that are plain noise are
 * left out where all others are lawful ({@link LawfulSubspace}). And if in those left an affine map
 * holds, its invariant planes and lines become the coordinates, planes first.
 *
 * @param centre m, {@code [latent]}
 * @param basis B, {@code [latent, k]}
 */
record LatentCoordinates(Tensor centre, Tensor basis) {
  private static final double NOISE = 0.25; // ρ above; white noise has ½
  private static final double LARGEST_CONDITION = 100; // modes that nearly coincide say nothing

  /** Of latents that move, {@code [n, latent]} each. */
  static LatentCoordinates of(Motion motion) {
    Motion m = motion.astype(DType.FLOAT64);
    Tensor centre = m.before().mean(0);
    LatentCoordinates white = new LatentCoordinates(centre, whitening(m.before().sub(centre)));
    Motion moved = m.map(white::apply);
    LawfulSubspace found;
    try {
      found = LawfulSubspace.of(moved, moved);
    } catch (ArithmeticException undetermined) {
      return white;
    }
    double[] misses = found.misses();
    int lawful = found.lawful();
    boolean rest = Arrays.stream(misses).skip(lawful).allMatch(rho -> rho > NOISE);
    if (lawful == 0 || !rest) {
      return white;
    }
    Tensor directions = found.directions().slice(1, 0, lawful);
    LatentCoordinates some = white.along(directions);
    LatentCoordinates even = some.along(whitening(m.map(some::apply).before()));
    return even.along(modes(m.map(even::apply)));
  }

  /** The rows, {@code [n, latent]}, in these coordinates. */
  Tensor apply(Tensor z) {
    return z.astype(DType.FLOAT64).sub(centre).matmul(basis);
  }

  /**
   * The latents, {@code [n, latent]}, of rows in these coordinates; at m where those left out are.
   */
  Tensor invert(Tensor y) {
    return y.matmul(Nearest.pinv(basis)).add(centre);
  }

  private LatentCoordinates along(Tensor directions) {
    return new LatentCoordinates(centre, basis.matmul(directions));
  }

  /** Symmetric C^(−½) of centred rows. */
  private static Tensor whitening(Tensor rows) {
    Tensor covariance = rows.transpose().matmul(rows).div(rows.dim(0));
    Spectra.Eigh found = Spectra.eigh(covariance);
    Tensor scale = found.values().maximum(Double.MIN_NORMAL).pow(-0.5);
    return found.vectors().mul(scale).matmul(found.vectors().transpose());
  }

  /** Columns that are invariant under the affine map of the motion; the identity without such. */
  private static Tensor modes(Motion motion) {
    int n = motion.width();
    Tensor found = RealModes.columns(RealModes.planesFirst(new Affine().fit(motion).getFirst()), 1);
    double[] sizes = Spectra.svdvals(found).toDoubles();
    double condition = sizes[0] / sizes[n - 1];
    return condition <= LARGEST_CONDITION ? found : Tensor.eye(DType.FLOAT64, n);
  }
}

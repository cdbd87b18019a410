package latentphysics.rule;

import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Spectra;

/**
 * Directions of the latent space in which a linear law holds, apart from those that are noise.
 *
 * <p>With Q the covariance of z′ − z and R the second moments of z′ − ẑ for the affine map,
 *
 * <pre>
 *   R·u = ρ·Q·u
 * </pre>
 *
 * gives coordinates u·z and the share ρ of their motion that the map misses. Directions in which
 * latents are frozen, where Q vanishes to rounding, are left out. Nothing is differentiated.
 *
 * @param directions u, columns, ρ ascending, {@code [latent, k]}, k at most latent; scaled so that
 *     displacements along them have covariance 1
 * @param misses ρ of each
 * @param energies share of the displacements' energy tr Q that belongs to each; sum 1
 */
public record LawfulSubspace(Tensor directions, double[] misses, double[] energies) {
  /** A direction with a smaller ρ is lawful. */
  public static final double LAWFUL = 0.05;

  private static final double FROZEN = 1e-10;

  /** Keeps copies. */
  public LawfulSubspace {
    misses = misses.clone();
    energies = energies.clone();
  }

  @Override
  public double[] misses() {
    return misses.clone();
  }

  @Override
  public double[] energies() {
    return energies.clone();
  }

  /**
   * Finds the directions.
   *
   * @param fitting motion that the affine map is fitted to
   * @param judging motion that Q and R are taken from; the same motion will do if it has many more
   *     places than coordinates
   * @throws ArithmeticException if nothing moves, or the motion does not determine an affine map
   */
  public static LawfulSubspace of(Motion fitting, Motion judging) {
    Motion m = judging.astype(DType.FLOAT64).stopGradient();
    Affine affine = new Affine();
    List<Tensor> map = affine.fit(fitting.stopGradient());
    // Coordinates of very different size would hide the small ones among roundings.
    Tensor change = m.displacement();
    Tensor size = change.square().mean(0).sqrt();
    Tensor safe = Tensor.where(size.greater(0), size, Tensor.ones(DType.FLOAT64));
    Tensor scaledChange = change.sub(change.mean(0)).div(safe);
    Tensor scaledMiss = m.after().sub(affine.predict(map, m)).div(safe);
    int n = m.size();
    Tensor q = scaledChange.transpose().matmul(scaledChange).div(n);
    Tensor r = scaledMiss.transpose().matmul(scaledMiss).div(n);
    Tensor basis = moving(q);
    Spectra.Eigh found =
        Spectra.eigh(
            basis.transpose().matmul(r).matmul(basis), basis.transpose().matmul(q).matmul(basis));
    Tensor u = basis.matmul(found.vectors());
    // Displacements are Σ (u·δ)·Q·u, with coefficients of variance 1.
    Tensor parts = q.matmul(u).mul(safe.reshape(safe.dim(0), 1)).square().sum(0);
    return new LawfulSubspace(
        u.div(safe.reshape(safe.dim(0), 1)),
        found.values().maximum(0).toDoubles(),
        parts.div(parts.sum()).toDoubles());
  }

  /** Columns that span where Q does not vanish. */
  private static Tensor moving(Tensor q) {
    Spectra.Eigh spectrum = Spectra.eigh(q);
    double[] energies = spectrum.values().toDoubles();
    int latent = energies.length;
    double largest = energies[latent - 1];
    if (!(largest > 0)) {
      throw new ArithmeticException(
          "lawful subspace: nothing moves, or not all numbers are finite");
    }
    int first =
        (int) IntStream.range(0, latent).filter(i -> energies[i] < FROZEN * largest).count();
    return spectrum.vectors().slice(1, first, latent);
  }

  /** Number of directions with ρ below {@link #LAWFUL}. */
  public int lawful() {
    return (int) IntStream.range(0, misses.length).filter(i -> misses[i] < LAWFUL).count();
  }

  /** Share of the displacements' energy in the lawful directions, 0 to 1. */
  public double lawfulEnergy() {
    return IntStream.range(0, lawful()).mapToDouble(i -> energies[i]).sum();
  }

  /**
   * The motion in the lawful coordinates z·u alone.
   *
   * @throws ArithmeticException if there is none
   */
  public Motion project(Motion motion) {
    if (lawful() == 0) {
      throw new ArithmeticException("lawful subspace: no direction with ρ below " + LAWFUL);
    }
    Tensor u = directions.slice(1, 0, lawful()).astype(motion.before().dtype());
    return motion.map(z -> z.matmul(u));
  }
}

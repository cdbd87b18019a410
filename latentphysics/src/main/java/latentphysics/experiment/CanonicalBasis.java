package latentphysics.experiment;

import java.util.ArrayList;
import java.util.List;
import latentphysics.linear.RealModes;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.training.Autoencoder;

/**
 * Coordinates in which a linear operator is made of planes that turn and lines that scale; folded
 * into encoder and decoder, so that each plane is a pair of latents.
 *
 * @param modes of the operator, planes first
 * @param basis columns that take old latents to new ones, z_new = z·basis, float64; the identity
 *     for an operator whose modes do not span the latents
 */
record CanonicalBasis(List<RealModes.Mode> modes, Tensor basis) {
  private static final double LARGEST_INVERSE = 1e4;

  /** The basis of an operator that acts on rows. */
  static CanonicalBasis of(Tensor matrix) {
    int n = matrix.dim(0);
    List<RealModes.Mode> modes = RealModes.planesFirst(matrix);
    Tensor basis = RealModes.columns(modes, Math.sqrt(2));
    return new CanonicalBasis(modes, spans(basis) ? basis : Tensor.eye(DType.FLOAT64, n));
  }

  /**
   * Whether float32 latents survive the way there and back; modes that coincide span too little.
   */
  private static boolean spans(Tensor basis) {
    try {
      Tensor inverse = basis.lstsq(Tensor.eye(DType.FLOAT64, basis.dim(0)));
      return inverse.square().sum().item() <= LARGEST_INVERSE * LARGEST_INVERSE;
    } catch (ArithmeticException singular) {
      return false;
    }
  }

  /** The operator in the new coordinates. */
  Tensor transformed(Tensor matrix) {
    Tensor m = matrix.astype(DType.FLOAT64);
    return basis.lstsq(m.matmul(basis)).astype(matrix.dtype());
  }

  /** Parameters of the same residual networks in the new coordinates. */
  Autoencoder.Parameters apply(Autoencoder.Parameters parameters) {
    List<Tensor> encoder = new ArrayList<>(parameters.encoder());
    List<Tensor> decoder = new ArrayList<>(parameters.decoder());
    int last = encoder.size() - 2;
    for (int i : new int[] {0, 1, last, last + 1}) {
      encoder.set(i, timesBasis(encoder.get(i)));
    }
    for (int i : new int[] {0, 2}) {
      Tensor old = decoder.get(i);
      decoder.set(i, basis.lstsq(old.astype(DType.FLOAT64)).astype(old.dtype()));
    }
    return new Autoencoder.Parameters(encoder, decoder, parameters.operator());
  }

  /** Weights {@code [inputs, latent]} or a bias {@code [latent]}, times the basis. */
  private Tensor timesBasis(Tensor old) {
    int[] dims = old.shape().dims();
    Tensor rows = old.astype(DType.FLOAT64).reshape(-1, basis.dim(0));
    return rows.matmul(basis).reshape(dims).astype(old.dtype());
  }
}

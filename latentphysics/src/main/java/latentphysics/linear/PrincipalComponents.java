package latentphysics.linear;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * The directions of largest variance of centred rows, by orthogonal iteration on the smaller of the
 * two Gram matrices (Golub and Van Loan, Matrix Computations, 8.2).
 */
public final class PrincipalComponents {
  private static final int ITERATIONS = 60;

  private PrincipalComponents() {}

  /**
   * Directions, strongest first.
   *
   * @param rows centred float64 data, {@code [n, columns]}
   * @param count how many, at most min(n, columns)
   * @return orthonormal columns, {@code [columns, count]}
   */
  public static Tensor of(Tensor rows, int count) {
    int n = rows.dim(0);
    int columns = rows.dim(1);
    boolean wide = columns > n;
    Tensor gram = wide ? rows.matmul(rows.transpose()) : rows.transpose().matmul(rows);
    int side = gram.dim(0);
    double[] start = new double[side * count];
    for (int i = 0; i < start.length; i++) {
      start[i] = StrictMath.sin(1.0 + i * 0.7548776662466927 * Math.PI);
    }
    Tensor basis = orthonormal(Tensor.of(start, side, count));
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      basis = orthonormal(gram.matmul(basis));
    }
    // Right singular vectors from the left ones: Vᵀ = Σ⁻¹·Uᵀ·X.
    return wide ? orthonormal(rows.transpose().matmul(basis)) : basis;
  }

  /** Modified Gram–Schmidt, twice, which is as good as Householder here. */
  private static Tensor orthonormal(Tensor columns) {
    int n = columns.dim(0);
    int count = columns.dim(1);
    double[] q = columns.toDoubles();
    for (int j = 0; j < count; j++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int l = 0; l < j; l++) {
          double dot = 0;
          for (int i = 0; i < n; i++) {
            dot += q[i * count + l] * q[i * count + j];
          }
          for (int i = 0; i < n; i++) {
            q[i * count + j] -= dot * q[i * count + l];
          }
        }
        double square = 0;
        for (int i = 0; i < n; i++) {
          square += q[i * count + j] * q[i * count + j];
        }
        double norm = Math.sqrt(square);
        for (int i = 0; i < n && norm > 0; i++) {
          q[i * count + j] /= norm;
        }
      }
    }
    return Tensor.of(DType.FLOAT64, q, n, count);
  }
}

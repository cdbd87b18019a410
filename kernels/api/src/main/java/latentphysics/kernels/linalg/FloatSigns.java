package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/** The rule that settles the signs of eigenvectors and singular vectors. */
final class FloatSigns {
  private FloatSigns() {}

  /**
   * For each row −1 if its element of largest magnitude, the first of these, is negative, else 1.
   *
   * @param n length of a row, at least 1 if there are rows
   * @param x rows without gaps
   */
  static float[] ofRows(Kernels kernels, int rows, int n, float[] x) {
    float[] most = new float[rows];
    float[] least = new float[rows];
    kernels.extremeOfRows(true, rows, n, x, 0, n, most, 0);
    kernels.extremeOfRows(false, rows, n, x, 0, n, least, 0);
    for (int i = 0; i < rows; i++) {
      float size = -least[i];
      boolean negative =
          size > most[i]
              || (size == most[i]
                  && kernels.indexOf(least[i], x, i * n, n)
                      < kernels.indexOf(most[i], x, i * n, n));
      most[i] = negative ? -1 : 1;
    }
    return most;
  }
}

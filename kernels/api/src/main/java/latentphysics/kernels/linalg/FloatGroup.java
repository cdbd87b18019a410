package latentphysics.kernels.linalg;

import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;

/** Copies of several matrices into the lanes of a group and back; see {@link FloatLanes}. */
final class FloatGroup {
  private FloatGroup() {}

  /**
   * Matrices side by side. Lanes without a matrix hold the last one once more.
   *
   * @param count matrices, from 1 to the number of lanes
   * @param size elements of one
   * @param x the matrices one after the other
   */
  static float[] of(Kernels kernels, FloatLanes lanes, int count, int size, float[] x, int offset) {
    int width = lanes.count();
    float[] group = new float[size * width];
    kernels.transpose(count, size, x, offset, size, group, 0, width);
    for (int l = count; l < width; l++) {
      int last = offset + (count - 1) * size;
      for (int i = 0; i < size; i++) {
        group[i * width + l] = x[last + i];
      }
    }
    return group;
  }

  /**
   * The matrices one after the other again.
   *
   * @param x where they go
   */
  static void separate(
      Kernels kernels,
      FloatLanes lanes,
      int count,
      int size,
      float[] group,
      float[] x,
      int offset) {
    kernels.transpose(size, count, group, 0, lanes.count(), x, offset, size);
  }

  /** Whether a lane is among those of the set. */
  static boolean has(long set, int lane) {
    return (set >>> lane & 1) != 0;
  }
}

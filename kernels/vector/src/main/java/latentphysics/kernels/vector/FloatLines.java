package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Lines of an image, copied to where there is padding around them. */
final class FloatLines {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private FloatLines() {}

  /**
   * Copies lines of at least one number upwards. A vector may write zeros beyond its line: they
   * fall on padding, on what is copied next, or on a vector's length behind it all.
   */
  static void copy(
      float[] from,
      int start,
      int fromLine,
      int length,
      float[] to,
      int at,
      int toLine,
      int lines) {
    int last = (length - 1) / LANES * LANES;
    switch (last / LANES) {
      case 0 -> one(from, start, fromLine, length, to, at, toLine, lines);
      case 1 -> two(from, start, fromLine, length, to, at, toLine, lines);
      default -> more(from, start, fromLine, length, to, at, toLine, lines);
    }
  }

  // A loop within the loop takes three times as long for lines as short as these.
  private static void one(
      float[] from,
      int start,
      int fromLine,
      int length,
      float[] to,
      int at,
      int toLine,
      int lines) {
    VectorMask<Float> rest = SPECIES.indexInRange(0, length);
    for (int line = 0; line < lines; line++) {
      int f = start + line * fromLine;
      FloatVector.fromArray(SPECIES, from, f, rest).intoArray(to, at + line * toLine);
    }
  }

  private static void two(
      float[] from,
      int start,
      int fromLine,
      int length,
      float[] to,
      int at,
      int toLine,
      int lines) {
    VectorMask<Float> rest = SPECIES.indexInRange(LANES, length);
    for (int line = 0; line < lines; line++) {
      int f = start + line * fromLine;
      int t = at + line * toLine;
      FloatVector.fromArray(SPECIES, from, f).intoArray(to, t);
      FloatVector.fromArray(SPECIES, from, f + LANES, rest).intoArray(to, t + LANES);
    }
  }

  private static void more(
      float[] from,
      int start,
      int fromLine,
      int length,
      float[] to,
      int at,
      int toLine,
      int lines) {
    int last = (length - 1) / LANES * LANES;
    VectorMask<Float> rest = SPECIES.indexInRange(last, length);
    for (int line = 0; line < lines; line++) {
      int f = start + line * fromLine;
      int t = at + line * toLine;
      for (int v = 0; v < last; v += LANES) {
        FloatVector.fromArray(SPECIES, from, f + v).intoArray(to, t + v);
      }
      FloatVector.fromArray(SPECIES, from, f + last, rest).intoArray(to, t + last);
    }
  }
}

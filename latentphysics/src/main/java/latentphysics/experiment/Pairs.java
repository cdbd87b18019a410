package latentphysics.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import latentphysics.experiment.Observations.Part;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/** Places in trajectories and the tensors that stand there. */
final class Pairs {

  /** Observation {@code row} of a part. */
  record Site(Part part, int row) {
    double time() {
      return part.times()[row];
    }

    /** Time to the next observation of its part. */
    double durationToNext() {
      return part.times()[row + 1] - time();
    }
  }

  private Pairs() {}

  /**
   * All rows that have {@code before} rows before and {@code after} rows after them in their part.
   */
  static List<Site> sites(List<Part> parts, int before, int after) {
    List<Site> sites = new ArrayList<>();
    for (Part part : parts) {
      for (int row = before; row + after < part.length(); row++) {
        sites.add(new Site(part, row));
      }
    }
    return sites;
  }

  /**
   * Standardized observations at the sites, moved on by {@code shifts}, {@code [sites, columns]}.
   */
  static Tensor rows(DType dtype, List<Site> sites, int[] shifts) {
    return stack(dtype, sites, shifts, Part::rows);
  }

  /** Features of the observations at the sites, moved on by {@code shifts}. */
  static Tensor features(DType dtype, List<Site> sites, int[] shifts) {
    return stack(dtype, sites, shifts, Part::features);
  }

  private static Tensor stack(
      DType dtype, List<Site> sites, int[] shifts, Function<Part, double[][]> what) {
    int columns = what.apply(sites.getFirst().part())[0].length;
    double[] values = new double[sites.size() * columns];
    for (int i = 0; i < sites.size(); i++) {
      Site site = sites.get(i);
      double[] row = what.apply(site.part())[site.row() + shifts[i]];
      System.arraycopy(row, 0, values, i * columns, columns);
    }
    return Tensor.of(dtype, values, sites.size(), columns);
  }

  /** Durations from one shift to another, in units of {@code step}, {@code [sites, 1]}. */
  static Tensor durations(DType dtype, List<Site> sites, int[] from, int[] to, double step) {
    double[] values = new double[sites.size()];
    for (int i = 0; i < values.length; i++) {
      double[] times = sites.get(i).part().times();
      int row = sites.get(i).row();
      values[i] = (times[row + to[i]] - times[row + from[i]]) / step;
    }
    return Tensor.of(dtype, values, values.length, 1);
  }

  /** The same shift for all sites. */
  static int[] constant(int count, int shift) {
    int[] shifts = new int[count];
    Arrays.fill(shifts, shift);
    return shifts;
  }
}

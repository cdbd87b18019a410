package latentphysics.kernels.vector;

import latentphysics.kernels.ConvolutionAxis;

/**
 * Positions of a result along one axis, sorted so that neighbours read neighbours.
 *
 * <p>A convolution has one phase: result q and kernel position i read source q·stride + i·dilation
 * − before, so sources advance by the stride. A transposed one has a phase for every residue of (q
 * + before) by the stride, as only some kernel positions meet each: results of a phase lie a stride
 * apart and their sources side by side.
 */
final class AxisPhases {
  private AxisPhases() {}

  static int phases(ConvolutionAxis axis, boolean transposed) {
    return transposed ? axis.stride() : 1;
  }

  /** Distance of the results of a phase. */
  static int step(ConvolutionAxis axis, boolean transposed) {
    return transposed ? axis.stride() : 1;
  }

  /** Distance of the sources that neighbouring results of a phase read. */
  static int sourceStep(ConvolutionAxis axis, boolean transposed) {
    return transposed ? 1 : axis.stride();
  }

  /** First result of a phase that is not below {@code from}. */
  static int first(ConvolutionAxis axis, boolean transposed, int phase, int from) {
    return transposed ? from + Math.floorMod(phase - from - axis.before(), axis.stride()) : from;
  }

  /** Number of results of a phase from {@code first} to below {@code to}. */
  static int count(ConvolutionAxis axis, boolean transposed, int first, int to) {
    return first >= to ? 0 : Math.ceilDiv(to - first, step(axis, transposed));
  }

  /** Whether a kernel position meets the results of a phase. */
  static boolean meets(ConvolutionAxis axis, boolean transposed, int phase, int i) {
    return !transposed || i * axis.dilation() % axis.stride() == phase;
  }

  /** Source that a result reads for a kernel position that it meets; may lie outside. */
  static int source(ConvolutionAxis axis, boolean transposed, int result, int i) {
    return transposed
        ? (result + axis.before() - i * axis.dilation()) / axis.stride()
        : axis.inputAt(result, i);
  }

  /** Bound on the sources between the first and the last that {@code results} neighbours read. */
  static int span(ConvolutionAxis axis, boolean transposed, int results) {
    int reach = (axis.kernel() - 1) * axis.dilation();
    return transposed
        ? Math.ceilDiv(results, axis.stride()) + reach / axis.stride() + 1
        : (results - 1) * axis.stride() + reach + 1;
  }

  /** Whether a result of a phase reads a source, not padding, for a kernel position. */
  static boolean sees(ConvolutionAxis axis, boolean transposed, int phase, int result, int i) {
    if (!meets(axis, transposed, phase, i)) {
      return false;
    }
    int source = source(axis, transposed, result, i);
    return source >= 0 && source < (transposed ? axis.output() : axis.input());
  }

  /** End of the results of a phase, below {@code end}, that see what the first one sees. */
  static int endOfSame(ConvolutionAxis axis, boolean transposed, int phase, int first, int end) {
    int step = step(axis, transposed);
    for (int next = first + step; next < end; next += step) {
      for (int i = 0; i < axis.kernel(); i++) {
        if (sees(axis, transposed, phase, first, i) != sees(axis, transposed, phase, next, i)) {
          return next;
        }
      }
    }
    return end;
  }
}

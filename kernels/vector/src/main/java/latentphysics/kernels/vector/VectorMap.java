package latentphysics.kernels.vector;

import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.SpecializedMap;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.expr.Instructions.Op;
import org.jspecify.annotations.Nullable;

/**
 * A map that runs whole vectors by SIMD and the rest by the scalar loop.
 *
 * <p>Until C2 has compiled it, code of the Vector API is a thousand times slower than a scalar
 * loop. So the scalar loop takes short calls, and all calls until a loop has proved to be used and
 * {@link WarmUp} has had it compiled.
 */
final class VectorMap implements MapKernel {
  /** Elements that the scalar form takes where SIMD stops; at least the lanes of any vector. */
  private static final int STRETCH = 64;

  /** Instructions for all partial sums of a row; a sum of a longer program goes through memory. */
  private static final int LONGEST_SUMMED = 200;

  private final Instructions program;
  private final MapKernel scalar;
  private final int shortest;
  private final long elementsUntilWarmUp;
  private final boolean stopsEarly;
  private final boolean canSum;
  private final ConcurrentHashMap<Integer, Form> forms = new ConcurrentHashMap<>();

  VectorMap(Instructions program, MapKernel scalar, int shortest, long elementsUntilWarmUp) {
    this.program = program;
    this.scalar = scalar;
    this.shortest = shortest;
    this.elementsUntilWarmUp = elementsUntilWarmUp;
    stopsEarly = program.list().stream().anyMatch(in -> in.op() == Op.FAR_ANGLE);
    int lanes =
        program.type() == ElementType.FLOAT32
            ? FloatVector.SPECIES_PREFERRED.length()
            : DoubleVector.SPECIES_PREFERRED.length();
    canSum =
        !stopsEarly
            && program.outputs().size() == 1
            && lanes <= Kernels.SUM_LANES
            && program.list().size() * (Kernels.SUM_LANES / lanes) <= LONGEST_SUMMED;
  }

  /** The loop for one pattern and how far it has come. */
  private final class Form {
    private final int pattern;
    private final SimdSwitch simd = new SimdSwitch(elementsUntilWarmUp, this::prepare);
    private volatile @Nullable VectorLoop loop;

    Form(int pattern) {
      this.pattern = pattern;
      if (simd.ready()) {
        loop = VectorMapCompiler.compile(program, pattern);
      }
    }

    /** The first element of the rows that is left to the scalar form. */
    int run(
        Object[] arrays, int[] offsets, int[] strides, int[] steps, int rows, int from, int to) {
      VectorLoop compiled = loop;
      if (compiled != null) {
        int start = compiled.run(arrays, offsets, steps, rows, from, to);
        while (rows == 1 && to - start >= STRETCH) {
          // The loop stopped at numbers that only the scalar form knows.
          scalar.run(arrays, offsets, strides, start, start + STRETCH);
          start = compiled.run(arrays, offsets, steps, 1, start + STRETCH, to);
        }
        return start;
      }
      simd.count((long) rows * (to - from));
      return from;
    }

    /** C2 may make a slow form of a loop, and another time a fast one of the same: try twice. */
    private boolean prepare() {
      for (int attempt = 0; attempt < 2; attempt++) {
        VectorLoop fresh = VectorMapCompiler.compile(program, pattern);
        if (WarmUp.run(fresh, program)) {
          loop = fresh;
          return true;
        }
      }
      return false;
    }
  }

  @Override
  public void run(Object[] arrays, int[] offsets, int[] strides, int from, int to) {
    int start = from;
    if (to - from >= shortest) {
      Form form = form(strides);
      if (form != null) {
        start = form.run(arrays, offsets, strides, strides, 1, from, to);
      }
    }
    if (start < to) {
      scalar.run(arrays, offsets, strides, start, to);
    }
  }

  @Override
  public void run(
      Object[] arrays, int[] offsets, int[] strides, int[] steps, int rows, int from, int to) {
    if (stopsEarly) {
      MapKernel.super.run(arrays, offsets, strides, steps, rows, from, to);
      return;
    }
    int start = from;
    if (to - from >= shortest) {
      Form form = form(strides);
      if (form != null) {
        start = form.run(arrays, offsets, strides, steps, rows, from, to);
      }
    }
    if (start < to) {
      scalar.run(arrays, offsets, strides, steps, rows, start, to);
    }
  }

  @Override
  public boolean sums(
      Object[] arrays, int[] offsets, int[] strides, int[] steps, int rows, int from, int to) {
    int pattern = SpecializedMap.patternOf(strides);
    if (!canSum || to - from < shortest || pattern == SpecializedMap.ANY_STRIDES) {
      return false;
    }
    Form form = form(pattern);
    VectorLoop compiled = form.loop;
    if (compiled == null) {
      form.simd.count((long) rows * (to - from));
      return false;
    }
    int start = compiled.run(arrays, offsets, steps, rows, from, to);
    if (start < to) {
      addRest(arrays, offsets, strides, steps, rows, start, to);
    }
    return true;
  }

  /** Adds the elements that do not fill all partial sums. */
  private void addRest(
      Object[] arrays, int[] offsets, int[] strides, int[] steps, int rows, int from, int to) {
    int output = program.inputs();
    int spare = offsets[output] + (rows - 1) * steps[output] + Kernels.SUM_LANES;
    int[] moved = offsets.clone();
    int[] adjacent = strides.clone();
    adjacent[output] = 1;
    for (int r = 0; r < rows; r++) {
      moved[output] = spare - from;
      scalar.run(arrays, moved, adjacent, from, to);
      int sums = offsets[output] + r * steps[output];
      for (int k = 0; k < to - from; k++) {
        if (arrays[output] instanceof float[] floats) {
          floats[sums + k] += floats[spare + k];
        } else {
          double[] doubles = (double[]) arrays[output];
          doubles[sums + k] += doubles[spare + k];
        }
      }
      for (int p = 0; p < output; p++) {
        moved[p] += steps[p];
      }
    }
  }

  private @Nullable Form form(int[] strides) {
    int pattern = SpecializedMap.patternOf(strides);
    // An output with stride 0 keeps the last element, which only the scalar loop knows.
    return pattern == SpecializedMap.ANY_STRIDES || pattern >> program.inputs() != 0
        ? null
        : form(pattern);
  }

  private Form form(int pattern) {
    Form form = forms.get(pattern);
    return form == null ? forms.computeIfAbsent(pattern, Form::new) : form;
  }
}

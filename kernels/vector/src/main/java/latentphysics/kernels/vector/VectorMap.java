package latentphysics.kernels.vector;

import java.util.concurrent.ConcurrentHashMap;
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

  private final Instructions program;
  private final MapKernel scalar;
  private final int shortest;
  private final long elementsUntilWarmUp;
  private final boolean stopsEarly;
  private final ConcurrentHashMap<Integer, Form> forms = new ConcurrentHashMap<>();

  VectorMap(Instructions program, MapKernel scalar, int shortest, long elementsUntilWarmUp) {
    this.program = program;
    this.scalar = scalar;
    this.shortest = shortest;
    this.elementsUntilWarmUp = elementsUntilWarmUp;
    stopsEarly = program.list().stream().anyMatch(in -> in.op() == Op.FAR_ANGLE);
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

  private @Nullable Form form(int[] strides) {
    int pattern = SpecializedMap.patternOf(strides);
    // An output with stride 0 keeps the last element, which only the scalar loop knows.
    if (pattern == SpecializedMap.ANY_STRIDES || pattern >> program.inputs() != 0) {
      return null;
    }
    Form form = forms.get(pattern);
    return form == null ? forms.computeIfAbsent(pattern, Form::new) : form;
  }
}

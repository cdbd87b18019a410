package latentphysics.kernels;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map kernel that keeps one compiled form for each way in which its operands run: adjacent
 * elements, one repeated value, or any stride.
 *
 * <p>Constant strides are what lets the just-in-time compiler make vector code of the loop.
 */
public final class SpecializedMap implements MapKernel {

  /** The pattern of operands with any strides. */
  public static final int ANY_STRIDES = -1;

  /** Patterns of up to 6 operands have their place in an array, which is quicker to look up. */
  private static final int FEW = 1 << 6;

  private final AtomicReferenceArray<@Nullable MapKernel> few = new AtomicReferenceArray<>(FEW);
  private final ConcurrentHashMap<Integer, MapKernel> forms = new ConcurrentHashMap<>();
  private final IntFunction<MapKernel> compiler;

  /**
   * A kernel whose forms are compiled when first met.
   *
   * @param compiler makes the form for a pattern: bit p is set where operand p repeats one value
   *     and clear where its elements are adjacent; or {@link #ANY_STRIDES}
   */
  public SpecializedMap(IntFunction<MapKernel> compiler) {
    this.compiler = compiler;
  }

  @Override
  public void run(Object[] arrays, int[] offsets, int[] strides, int from, int to) {
    form(strides).run(arrays, offsets, strides, from, to);
  }

  @Override
  public void run(
      Object[] arrays, int[] offsets, int[] strides, int[] steps, int rows, int from, int to) {
    form(strides).run(arrays, offsets, strides, steps, rows, from, to);
  }

  private MapKernel form(int[] strides) {
    int pattern = patternOf(strides);
    MapKernel form = pattern >= 0 && pattern < FEW ? few.get(pattern) : forms.get(pattern);
    if (form == null) {
      form = forms.computeIfAbsent(pattern, compiler::apply);
      if (pattern >= 0 && pattern < FEW) {
        few.set(pattern, form);
      }
    }
    return form;
  }

  /** The pattern of the given strides; more than 31 operands always run with any strides. */
  public static int patternOf(int[] strides) {
    if (strides.length > 31) {
      return ANY_STRIDES;
    }
    int repeated = 0;
    for (int p = 0; p < strides.length; p++) {
      if (strides[p] == 0) {
        repeated |= 1 << p;
      } else if (strides[p] != 1) {
        return ANY_STRIDES;
      }
    }
    return repeated;
  }
}

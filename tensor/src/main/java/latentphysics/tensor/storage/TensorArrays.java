package latentphysics.tensor.storage;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The arrays behind tensors, for the packages of this module that move much data: to see one and to
 * hand one over, without a copy. The package is not exported, so tensors stay immutable to users.
 */
public abstract class TensorArrays {
  private static volatile @Nullable TensorArrays access;

  /** For {@link Tensor} alone, which knows the arrays. */
  protected TensorArrays() {}

  /**
   * Elements in row-major order without gaps.
   *
   * @param array {@code float[]}, {@code double[]}, {@code int[]} or {@code boolean[]}, never to be
   *     written to
   * @param offset of the first element
   */
  public record Elements(Object array, int offset) {}

  /** The one that {@link Tensor} provides. */
  public static TensorArrays access() {
    TensorArrays provided = access;
    if (provided == null) {
      try {
        MethodHandles.lookup().ensureInitialized(Tensor.class);
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
      provided = Objects.requireNonNull(access);
    }
    return provided;
  }

  /** Called once, when {@link Tensor} is initialized. */
  public static void provide(TensorArrays arrays) {
    access = arrays;
  }

  /** The elements of a tensor; copied only where they do not lie in order. */
  public abstract Elements elements(Tensor tensor);

  /**
   * A tensor of an array that is its own from now on: nobody writes to it any more.
   *
   * @param array of the type's elements in row-major order, as many as the shape has
   */
  public abstract Tensor adopt(DType dtype, Object array, int... dims);
}

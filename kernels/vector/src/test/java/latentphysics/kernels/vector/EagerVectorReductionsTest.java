package latentphysics.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.contract.ReductionsContract;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Instructions;
import org.junit.jupiter.api.Test;

/** The SIMD form from the first call on and at every size. */
class EagerVectorReductionsTest extends ReductionsContract {
  private final Kernels kernels = VectorKernels.eager();

  @Override
  protected Kernels kernels() {
    return kernels;
  }

  @Test
  void sumsOfShortMapsAreMadeInRegisters() {
    Expr x = Expr.input(0);
    MapKernel squares =
        kernels.compile(Instructions.compile(List.of(x.mul(x)), 1, ElementType.FLOAT32));
    float[] sums = new float[2 * Kernels.SUM_LANES];
    Object[] arrays = {new float[] {1, 2, 3}, sums};
    assertTrue(squares.sums(arrays, new int[2], new int[] {1, 0}, new int[2], 1, 0, 3));
    assertArrayEquals(new float[] {1, 4, 9, 0}, Arrays.copyOf(sums, 4));
  }
}

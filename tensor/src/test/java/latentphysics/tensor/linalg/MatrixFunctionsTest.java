package latentphysics.tensor.linalg;

import static latentphysics.tensor.linalg.Stacks.SEED;
import static latentphysics.tensor.linalg.Stacks.SQUARE;
import static latentphysics.tensor.linalg.Stacks.eye;
import static latentphysics.tensor.linalg.Stacks.named;
import static latentphysics.tensor.linalg.Stacks.normal;
import static latentphysics.tensor.linalg.Stacks.same;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects functions of matrices by identities between them, over stacks and both types. */
class MatrixFunctionsTest {
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void functionsInvertEachOther(DType dtype) {
    for (int[] dims : SQUARE) {
      Tensor a = normal(SEED, dtype, dims).mul(0.2);
      Tensor exponential = MatrixFunctions.expm(a);
      same(a, MatrixFunctions.logm(exponential), named("logm", dtype, dims));
      Tensor root = MatrixFunctions.sqrtm(exponential);
      same(exponential, root.matmul(root), named("sqrtm", dtype, dims));
      same(MatrixFunctions.expm(a.mul(0.5)), root, named("expm of half", dtype, dims));
      same(
          exponential.matmul(exponential).matmul(exponential),
          MatrixFunctions.matrixPower(exponential, 3),
          named("matrixPower", dtype, dims));
      same(
          MatrixFunctions.expm(a.neg()),
          MatrixFunctions.matrixPower(exponential, -1),
          named("matrixPower -1", dtype, dims));
      same(eye(a), MatrixFunctions.matrixPower(a, 0), named("matrixPower 0", dtype, dims));
    }
  }

  /** Of blocks of two, and its action alone. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void exponentials(DType dtype) {
    for (int[] dims : SQUARE) {
      Tensor a = normal(SEED, dtype, dims).mul(0.4);
      for (int columns : new int[] {0, 1, 3}) {
        int[] right = dims.clone();
        right[right.length - 1] = columns;
        Tensor b = normal(SEED + 1, dtype, right);
        same(
            MatrixFunctions.expm(a).matmul(b),
            MatrixFunctions.expmv(a, b),
            named("expmv", dtype, right));
      }
    }
    Tensor blocks = normal(SEED, dtype, 4, 2, 2);
    Tensor[] parts = new Tensor[4];
    for (int i = 0; i < 4; i++) {
      parts[i] = blocks.slice(0, i, i + 1).reshape(2, 2);
    }
    Tensor whole = MatrixFunctions.expm(MatrixParts.blockDiag(parts));
    Tensor closed = MatrixFunctions.expm(blocks);
    for (int i = 0; i < 4; i++) {
      Tensor block = whole.slice(0, 2 * i, 2 * i + 2).slice(1, 2 * i, 2 * i + 2);
      same(block, closed.slice(0, i, i + 1).reshape(2, 2), dtype + " block " + i);
    }
    // A vector at several times.
    Tensor generator = normal(SEED, dtype, 3, 3);
    Tensor start = normal(SEED + 1, dtype, 3, 1);
    Tensor times = Tensor.of(dtype, new double[] {-1, 0, 0.5, 2}, 4);
    Tensor path = MatrixFunctions.expmv(times, generator, start);
    assertArrayEquals(new int[] {4, 3, 1}, path.shape().dims());
    same(start, path.slice(0, 1, 2).reshape(3, 1), dtype + " at 0");
    same(
        MatrixFunctions.expm(generator.mul(2)).matmul(start),
        path.slice(0, 3, 4).reshape(3, 1),
        dtype + " at 2");
  }
}

package latentphysics.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.invoke.MethodHandles;
import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects rows by index, their derivative and the refusal of indices outside. */
final class EmbeddingTest {
  private static final Structure<Embedding> EMBEDDING = Structure.of(MethodHandles.lookup());

  private static Tensor indices(int... values) {
    return Tensor.of(values);
  }

  @Test
  void rowsAreThoseOfTheIndices() {
    for (DType dtype : LayerCheck.TYPES) {
      Embedding layer = Embedding.of(Key.of(1), 5, 3, dtype);
      Tensor rows = layer.apply(indices(4, 0, 4, 2).reshape(2, 2));
      assertEquals(Shape.of(2, 2, 3), rows.shape());
      double[] table = layer.table().toDoubles();
      double[] expected = new double[12];
      int[] which = {4, 0, 4, 2};
      for (int i = 0; i < 12; i++) {
        expected[i] = table[which[i / 3] * 3 + i % 3];
      }
      Close.close(expected, rows, 0, "rows " + dtype);
    }
    Close.sameBits(
        EMBEDDING.leaves(Embedding.of(Key.of(1), 5, 3, DType.FLOAT32)),
        EMBEDDING.leaves(Embedding.of(Key.of(1), 5, 3, DType.FLOAT32)),
        "same key");
    assertEquals(List.of("table"), EMBEDDING.names(Embedding.of(Key.of(1), 5, 3, DType.FLOAT32)));
  }

  @Test
  void emptyAndSingleAxesAreAllowed() {
    Embedding layer = Embedding.of(Key.of(1), 5, 3, DType.FLOAT32);
    assertEquals(Shape.of(0, 3), layer.apply(Tensor.arange(0)).shape());
    assertEquals(Shape.of(3), layer.apply(Tensor.scalar(DType.INT32, 4)).shape());
    Embedding narrow = Embedding.of(Key.of(1), 2, 0, DType.FLOAT32);
    assertEquals(Shape.of(2, 0), narrow.apply(indices(0, 1)).shape());
    Embedding none = Embedding.of(Key.of(1), 0, 3, DType.FLOAT32);
    assertEquals(Shape.of(0, 3), none.apply(Tensor.arange(0)).shape());
  }

  @Test
  void derivativesAreRight() {
    Embedding layer = Embedding.of(Key.of(1), 4, 3, DType.FLOAT64);
    Tensor words = indices(3, 1, 3, 0).reshape(2, 2);
    LayerCheck.gradients(EMBEDDING, layer, (l, a) -> l.apply(words));
    Tensor gradient =
        Autodiff.grad(
                table -> new Embedding(table.getFirst()).apply(words).sum(), List.of(layer.table()))
            .getFirst();
    Close.close(
        new double[] {1, 1, 1, 1, 1, 1, 0, 0, 0, 2, 2, 2}, gradient, 0, "copies are counted");
  }

  @Test
  void indicesOutsideAreNamed() {
    Embedding layer = Embedding.of(Key.of(1), 5, 3, DType.FLOAT32);
    assertEquals(
        "embedding: index -1 at position 2, expected at least 0 and less than 5",
        assertThrows(IndexOutOfBoundsException.class, () -> layer.apply(indices(0, 4, -1)))
            .getMessage());
    assertEquals(
        "embedding: index 5 at position 1, expected at least 0 and less than 5",
        assertThrows(IndexOutOfBoundsException.class, () -> layer.apply(indices(0, 5)))
            .getMessage());
    Close.rejects(
        "embedding: indices of type float32, expected int32",
        () -> layer.apply(Tensor.zeros(DType.FLOAT32, 2)));
    Embedding flat = new Embedding(Tensor.zeros(DType.FLOAT32, 2));
    Close.rejects("embedding: table [2], expected [count, width]", () -> flat.apply(indices(0)));
  }
}

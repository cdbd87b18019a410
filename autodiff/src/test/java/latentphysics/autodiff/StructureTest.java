package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Protects the order, the names and the way back of the tensors in nested values. */
final class StructureTest {
  private record Dense(Tensor weights, Tensor bias) {}

  private record Network(
      List<Dense> layers,
      Map<String, Tensor> extra,
      Optional<Tensor> scale,
      double rate,
      String name,
      @Nullable Tensor absent) {}

  private static final Structure<Network> NETWORK = Structure.of(MethodHandles.lookup());

  private static Tensor t(double value) {
    return Tensor.of(new double[] {value});
  }

  private static Network network() {
    Map<String, Tensor> extra = new HashMap<>();
    extra.put("b", t(6));
    extra.put("a", t(5));
    return new Network(
        List.of(new Dense(t(1), t(2)), new Dense(t(3), t(4))),
        extra,
        Optional.of(t(7)),
        0.5,
        "n",
        null);
  }

  private static double[] numbers(List<Tensor> leaves) {
    return leaves.stream().mapToDouble(Tensor::item).toArray();
  }

  @Test
  void leavesComeInOrderWithTheWayToThemAsName() {
    Close.close(
        new double[] {1, 2, 3, 4, 5, 6, 7},
        Tensor.of(numbers(NETWORK.leaves(network()))),
        0,
        "leaves");
    assertEquals(
        List.of(
            "layers.0.weights",
            "layers.0.bias",
            "layers.1.weights",
            "layers.1.bias",
            "extra.a",
            "extra.b",
            "scale"),
        NETWORK.names(network()));
    assertEquals(NETWORK.names(network()), NETWORK.distinctNames(network()));
  }

  @Test
  void rebuiltValueHasTheNewLeavesAndTheOldRest() {
    Network tenfold = NETWORK.map(network(), x -> x.mul(10));
    Close.close(
        new double[] {10, 20, 30, 40, 50, 60, 70},
        Tensor.of(numbers(NETWORK.leaves(tenfold))),
        0,
        "tenfold");
    assertEquals(0.5, tenfold.rate());
    assertEquals("n", tenfold.name());
    assertEquals(40, tenfold.layers().get(1).bias().item());
    assertEquals(List.of("a", "b"), List.copyOf(tenfold.extra().keySet()));
    assertEquals(70, tenfold.scale().orElseThrow().item());
  }

  @Test
  void tensorsAndListsAreStructuresToo() {
    Tensor x = t(3);
    assertSame(x, Structure.tensor().leaves(x).getFirst());
    assertEquals(List.of("value"), Structure.tensor().names(x));
    assertEquals(List.of("0", "1"), Structure.list().names(List.of(x, x)));
    assertEquals(List.of("value"), Structure.<Tensor>of(MethodHandles.lookup()).names(x));
    Structure<List<List<Tensor>>> nested = Structure.of(MethodHandles.lookup());
    assertEquals(List.of("0.0", "1.0"), nested.names(List.of(List.of(x), List.of(x))));
  }

  @Test
  void wrongValuesAreRefusedByName() {
    Close.rejects(
        "structure: 1 tensors, expected 7", () -> NETWORK.rebuild(network(), List.of(t(1))));
    Close.rejects(
        "structure: 2 tensors, expected 1",
        () -> Structure.tensor().rebuild(t(1), List.of(t(1), t(1))));
    Structure<Object> any = Structure.of(MethodHandles.lookup());
    Close.rejects(
        "structure: tensors in a Tensor[], expected records, lists, maps or optionals",
        () -> any.leaves(new Tensor[] {t(1)}));
    Close.rejects(
        "structure: a map has the key 3, expected strings", () -> any.leaves(Map.of(3, t(1))));
    Close.rejects(
        "structure: two leaves are called a.b",
        () -> any.distinctNames(Map.of("a.b", t(1), "a", Map.of("b", t(2)))));
    assertEquals(List.of(), any.leaves(Set.of("no tensor")));
    Structure<Dense> blind = Structure.of(MethodHandles.publicLookup());
    Close.rejects(
        "structure: the lookup of java.lang.Object may not see the record "
            + Dense.class.getName()
            + "; pass MethodHandles.lookup() of a class that may",
        () -> blind.leaves(new Dense(t(1), t(2))));
  }

  @Test
  void differencesBetweenTwoValuesAreNamed() {
    Network other = NETWORK.map(network(), x -> x.item() == 4 ? Tensor.of(new float[] {1}) : x);
    Close.rejects(
        "adam: gradient layers.1.bias is float32[1], expected float64[1]",
        () -> NETWORK.requireAlike("adam", network(), "gradient", other));
    Close.rejects(
        "adam: gradient has 1 tensors, expected 2",
        () ->
            Structure.list().requireAlike("adam", List.of(t(1), t(2)), "gradient", List.of(t(1))));
  }
}

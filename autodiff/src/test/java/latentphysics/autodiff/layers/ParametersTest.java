package latentphysics.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.io.FormatException;
import latentphysics.tensor.io.SafeTensors;
import latentphysics.tensor.nn.ConvolutionOptions;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protects the names of saved tensors, which are a format, their bits, and what is refused. */
final class ParametersTest {
  private record Network(
      Embedding words,
      List<Dense> dense,
      Conv conv,
      ConvTranspose back,
      LayerNorm layerNorm,
      GroupNorm groupNorm,
      BatchNorm batchNorm,
      BatchNorm.Statistics statistics,
      Gru gru,
      Tensor flags,
      double rate) {}

  private static final Structure<Network> NETWORK = Structure.of(MethodHandles.lookup());
  private static final Structure<Map<String, Tensor>> MAP = Structure.of(MethodHandles.lookup());

  @TempDir private Path folder;

  private static Network network(long seed, double rate) {
    Key[] keys = Key.of(seed).split(6);
    DType type = DType.FLOAT32;
    BatchNorm batchNorm = BatchNorm.of(3, DType.FLOAT64);
    return new Network(
        Embedding.of(keys[0], 5, 2, type),
        List.of(
            Dense.of(keys[1], 2, 3, DType.FLOAT64), Dense.of(keys[2], 3, 1, type).withoutBias()),
        Conv.of(keys[3], 2, 3, ConvolutionOptions.SAME, type, 3),
        ConvTranspose.of(keys[4], 3, 2, ConvolutionOptions.VALID, type, 2, 2),
        LayerNorm.of(type, 4),
        GroupNorm.of(1, 3, type),
        batchNorm,
        batchNorm.start(),
        Gru.of(keys[5], 2, 3, type),
        Tensor.of(new boolean[] {true, false}),
        rate);
  }

  @Test
  void namesAreThePathsToTheTensors() throws IOException {
    Path file = folder.resolve("network.safetensors");
    Parameters.save(NETWORK, network(1, 0.5), file);
    assertEquals(
        Set.of(
            "words.table",
            "dense.0.weights",
            "dense.0.bias",
            "dense.1.weights",
            "conv.weights",
            "conv.bias",
            "back.weights",
            "back.bias",
            "layerNorm.gamma",
            "layerNorm.beta",
            "groupNorm.gamma",
            "groupNorm.beta",
            "batchNorm.gamma",
            "batchNorm.beta",
            "statistics.mean",
            "statistics.variance",
            "gru.inputWeights",
            "gru.recurrentWeights",
            "gru.bias",
            "gru.candidateBias",
            "flags"),
        SafeTensors.read(file).tensors().keySet());
  }

  @Test
  void everyBitComesBackAndSettingsStay() throws IOException {
    Path file = folder.resolve("network.safetensors");
    Network saved = network(1, 0.5);
    Parameters.save(NETWORK, saved, file);
    Network loaded = Parameters.load(NETWORK, network(2, 0.25), file);
    Close.sameBits(NETWORK.leaves(saved), NETWORK.leaves(loaded), "network");
    assertEquals(0.25, loaded.rate());
    assertEquals(ConvolutionOptions.SAME, loaded.conv().options());
    Tensor x = Key.of(3).normal(DType.FLOAT64, 4, 2);
    Close.sameBits(
        List.of(saved.dense().getFirst().apply(x)),
        List.of(loaded.dense().getFirst().apply(x)),
        "applied");
    double nan = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);
    Tensor odd = Tensor.of(new double[] {nan, -0.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY});
    Path numbers = folder.resolve("numbers.safetensors");
    Parameters.save(Structure.tensor(), odd, numbers);
    Tensor back = Parameters.load(Structure.tensor(), Tensor.zeros(DType.FLOAT64, 4), numbers);
    Close.sameBits(List.of(odd), List.of(back), "odd numbers");
    assertEquals(Set.of("value"), SafeTensors.read(numbers).tensors().keySet());
    Path nothing = folder.resolve("nothing.safetensors");
    Parameters.save(MAP, Map.of("none", Tensor.zeros(DType.FLOAT32, 0, 3)), nothing);
    Map<String, Tensor> empty =
        Parameters.load(MAP, Map.of("none", Tensor.zeros(DType.FLOAT32, 0, 3)), nothing);
    assertEquals(0, MAP.leaves(empty).getFirst().shape().size());
    Parameters.save(MAP, Map.of(), nothing);
    assertEquals(Map.of(), Parameters.load(MAP, Map.of(), nothing));
  }

  @Test
  void equalNetworksMakeEqualFilesAndNothingElse() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    Parameters.save(NETWORK, network(1, 0.5), one, Map.of("step", "7"));
    Parameters.save(NETWORK, network(1, 0.5), two, Map.of("step", "7"));
    assertEquals(-1, Files.mismatch(one, two));
    assertEquals(Map.of("step", "7"), SafeTensors.read(one, name -> false).metadata());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count(), "no temporary file is left");
    }
  }

  private void expectRefused(String sentence, Map<String, Tensor> saved, Map<String, Tensor> like)
      throws IOException {
    Path file = folder.resolve("refused");
    Parameters.save(MAP, saved, file);
    assertEquals(
        file + ": " + sentence,
        assertThrows(FormatException.class, () -> Parameters.load(MAP, like, file)).getMessage());
  }

  @Test
  void tensorsThatDifferAreNamed() throws IOException {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 3);
    expectRefused(
        "tensor 'b' is missing, expected float32[2, 3]", Map.of("a", x), Map.of("a", x, "b", x));
    expectRefused(
        "tensor 'b' is additional, expected only the 1 of the structure",
        Map.of("a", x, "b", x, "c", x),
        Map.of("a", x));
    expectRefused(
        "tensor 'a' is float32[2, 3], expected float32[3, 2]",
        Map.of("a", x),
        Map.of("a", x.transpose()));
    expectRefused(
        "tensor 'a' is float32[2, 3], expected float64[2, 3]",
        Map.of("a", x),
        Map.of("a", x.astype(DType.FLOAT64)));
    Path file = folder.resolve("doubled");
    Structure<Object> any = Structure.of(MethodHandles.lookup());
    Object doubled = Map.of("a.b", x, "a", Map.of("b", x));
    Close.rejects(
        "structure: two leaves are called a.b", () -> Parameters.save(any, doubled, file));
    assertTrue(Files.notExists(file));
  }

  @Test
  void cutAndForeignFilesAreRefused() throws IOException {
    Path file = folder.resolve("network.safetensors");
    Network network = network(1, 0.5);
    Parameters.save(NETWORK, network, file);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 1 + whole.length / 50) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(
          FormatException.class,
          () -> Parameters.load(NETWORK, network, file),
          "cut to " + length + " bytes");
    }
    Files.write(file, new byte[100]);
    assertThrows(FormatException.class, () -> Parameters.load(NETWORK, network, file));
    Files.writeString(file, "no tensors at all");
    assertThrows(FormatException.class, () -> Parameters.load(NETWORK, network, file));
    assertThrows(
        IOException.class, () -> Parameters.load(NETWORK, network, folder.resolve("absent")));
  }
}

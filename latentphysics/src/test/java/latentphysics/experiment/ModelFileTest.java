package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import latentphysics.data.Trajectories;
import latentphysics.experiment.Settings.OperatorKind;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.io.FormatException;
import latentphysics.tensor.io.SafeTensors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Protects that a model simulates the same from its file, and that no other file passes for one.
 */
final class ModelFileTest {
  private static final Trajectories DATA =
      SyntheticData.of(
          SyntheticData.observed(
              SyntheticData.bent(0.6, 0), SyntheticData.times(400, 0.5), 0.01, 1));

  @TempDir private Path folder;

  private static Outcome train(OperatorKind kind, int latent) {
    return Experiment.run(DATA, new Settings(latent, kind, 30, 0), Monitor.none());
  }

  private static double[][] start() {
    return Arrays.copyOfRange(DATA.parts().getFirst().observations(), 330, 332);
  }

  @Test
  void simulatesTheSameAfterItWasWrittenAndRead() throws IOException {
    for (OperatorKind kind : OperatorKind.values()) {
      for (int latent = 1; latent <= 3; latent++) {
        Model model = train(kind, latent).model();
        Path file = folder.resolve("model");
        ModelFile.write(file, model, Map.of("program", "a test"));
        ModelFile.Contents read = ModelFile.read(file);
        assertEquals("a test", read.notes().get("program"));
        assertEquals(model.names(), read.model().names());
        double[][] expected = model.simulate(start(), 20);
        double[][] actual = read.model().simulate(start(), 20);
        for (int k = 0; k < 20; k++) {
          assertArrayEquals(expected[k], actual[k], kind + ", " + latent + " latents, step " + k);
        }
      }
    }
  }

  @Test
  void simulatesByTheLaw() {
    Outcome outcome = train(OperatorKind.LIE, 2);
    assertFalse(outcome.laws().isEmpty());
    double[][] rows = DATA.parts().getFirst().observations();
    double[][] simulated = outcome.model().simulate(start(), 40);
    double miss = 0;
    double size = 0;
    for (int k = 0; k < 40; k++) {
      miss += Math.pow(simulated[k][2] - rows[332 + k][2], 2);
      size += Math.pow(rows[332 + k][2], 2);
    }
    assertEquals(0, miss / size, 0.1);
  }

  @Test
  void refusesWhatCannotBeSimulated() {
    Model model = train(OperatorKind.NONE, 2).model();
    assertThrows(IllegalArgumentException.class, () -> model.simulate(new double[0][], 1));
    assertThrows(IllegalArgumentException.class, () -> model.simulate(start(), 0));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> model.simulate(new double[][] {{1, 2}}, 1));
    assertEquals("simulate: a row of 2 columns, expected 3", e.getMessage());
  }

  @Test
  void refusesHostileFilesInOneSentence() throws IOException {
    Path file = folder.resolve("model");
    ModelFile.write(file, train(OperatorKind.LIE, 2).model(), Map.of());
    SafeTensors.Contents good = SafeTensors.read(file);
    refused(
        good,
        "format",
        null,
        "this is no model of latentphysics: its metadata lacks format"
            + " 'latentphysics model 1'");
    refused(
        good,
        "latent",
        "3",
        "tensor 'encoder.linear.weight' is float32 [3, 2], expected" + " float32 [3, 3]");
    refused(
        good,
        "latent",
        "99999999999",
        "metadata 'latent' says '99999999999', expected a" + " number from 1 to 1024");
    refused(
        good,
        "hidden",
        "128,-1",
        "metadata 'hidden' says '-1', expected a number from 1 to" + " 65536");
    refused(good, "columns", null, "metadata 'columns' is missing");
    refused(good, "nominal_step", "NaN", "nominal_step 'NaN' is no number above 0");
    refused(good, "nominal_step", "x", "nominal_step 'x' is no number above 0");
    refused(good, "laws", "rotation", "law 'rotation' is not written as form:coordinates");
    refused(
        good,
        "laws",
        "rotation:0,2",
        "metadata 'laws' says '2', expected a number from 0 to" + " 1");
    refused(good, "laws", "rotation:0", "law 0 (rotation): its constants do not make an equation");
    refused(good, "laws", "spell:0,1", "law 0 (spell): its constants do not make an equation");
    refused(
        good,
        "laws",
        "affine-map:0,1",
        "law 0 (affine-map): its constants do not make an" + " equation");
    refused(
        good,
        "laws",
        "identity:0;identity:0",
        "law 0 (identity): its constants do not make an" + " equation",
        "two laws speak about z0");
    tensor(
        good,
        "scale.size",
        Tensor.zeros(DType.FLOAT64, 3),
        "tensor 'scale.size' has numbers" + " that are not above 0");
    tensor(
        good,
        "operator.angle",
        Tensor.full(DType.FLOAT32, Double.NaN, 1),
        "tensor" + " 'operator.angle' has numbers that are not finite");
    tensor(good, "decoder.layer0.bias", null, "tensor 'decoder.layer0.bias' is missing");
  }

  private void refused(
      SafeTensors.Contents good, String key, @Nullable String value, String... sentences)
      throws IOException {
    Map<String, String> metadata = new TreeMap<>(good.metadata());
    metadata.remove(key);
    if (value != null) {
      metadata.put(key, value);
    }
    refused(good.tensors(), metadata, sentences);
  }

  private void tensor(
      SafeTensors.Contents good, String key, @Nullable Tensor value, String sentence)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(good.tensors());
    tensors.remove(key);
    if (value != null) {
      tensors.put(key, value);
    }
    refused(tensors, good.metadata(), sentence);
  }

  private void refused(
      Map<String, Tensor> tensors, Map<String, String> metadata, String... sentences)
      throws IOException {
    Path file = folder.resolve("hostile");
    SafeTensors.write(file, tensors, metadata);
    FormatException e = assertThrows(FormatException.class, () -> ModelFile.read(file));
    List<String> allowed = Arrays.stream(sentences).map(s -> file + ": " + s).toList();
    assertEquals(
        true, allowed.contains(String.valueOf(e.getMessage())), e.getMessage() + " of " + allowed);
  }
}

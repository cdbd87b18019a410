package latentphysics.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import latentphysics.network.ResidualMlp;
import latentphysics.rule.Equation;
import latentphysics.rule.Form;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.io.FormatException;
import latentphysics.tensor.io.SafeTensors;
import latentphysics.training.Autoencoder;

/**
 * A model as a file of named tensors. Names, shapes and the laws' forms stand in the metadata; what
 * does not fit together is refused with one sentence that names the entry.
 */
public final class ModelFile {
  private static final String FORMAT = "latentphysics model 1";
  private static final int MOST_LATENT = 1024;
  private static final int MOST_COLUMNS = 1 << 24;
  private static final int WIDEST = 1 << 16;

  private final String name;
  private final Map<String, Tensor> tensors;
  private final Map<String, String> metadata;

  private ModelFile(String name, SafeTensors.Contents contents) {
    this.name = name;
    tensors = contents.tensors();
    metadata = contents.metadata();
  }

  /**
   * A model and what its file says besides.
   *
   * @param model that was read
   * @param notes all metadata by name
   */
  public record Contents(Model model, Map<String, String> notes) {}

  /**
   * Writes a model, replacing the file when all is written, and only then.
   *
   * @param notes further metadata, such as where the data came from
   */
  public static void write(Path file, Model model, Map<String, String> notes) throws IOException {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(
            model.networks().encoder().named("encoder", model.parameters().encoder()));
    tensors.putAll(model.networks().decoder().named("decoder", model.parameters().decoder()));
    List<String> names = operatorNames(model.operator().size() == 2);
    for (int i = 0; i < names.size(); i++) {
      tensors.put(names.get(i), model.operator().get(i));
    }
    tensors.put("scale.mean", model.scale().mean());
    tensors.put("scale.size", model.scale().size());
    tensors.put("scale.projection", model.scale().projection());
    tensors.put("scale.rows", model.scale().rows());
    for (int k = 0; k < model.laws().size(); k++) {
      List<Tensor> constants = model.laws().get(k).constants();
      for (int i = 0; i < constants.size(); i++) {
        tensors.put("law" + k + ".constant" + i, constants.get(i));
      }
    }
    Map<String, String> metadata = new TreeMap<>(notes);
    metadata.put("format", FORMAT);
    metadata.put("latent", Integer.toString(model.latent()));
    metadata.put("hidden", joined(((ResidualMlp) model.networks().encoder()).hidden()));
    metadata.put("columns", String.join("\n", model.names()));
    metadata.put("nominal_step", Double.toString(model.nominalStep()));
    metadata.put("laws", laws(model.laws()));
    SafeTensors.write(file, tensors, metadata);
  }

  private static List<String> operatorNames(boolean lie) {
    return lie ? List.of("operator.growth", "operator.angle") : List.of("operator.matrix");
  }

  private static String joined(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String laws(List<Equation> laws) {
    return laws.stream()
        .map(law -> Lexicon.word(law.rule().form()) + ":" + joined(law.rule().dims()))
        .collect(Collectors.joining(";"));
  }

  /**
   * Reads a model.
   *
   * @throws FormatException if the file holds no such model, in one sentence
   */
  public static Contents read(Path file) throws IOException {
    SafeTensors.Contents contents = SafeTensors.read(file);
    return new Contents(new ModelFile(file.toString(), contents).model(), contents.metadata());
  }

  private Model model() throws FormatException {
    if (!FORMAT.equals(metadata.get("format"))) {
      throw refused(
          "this is no model of latentphysics: its metadata lacks format '" + FORMAT + "'");
    }
    int latent = number("latent", text("latent"), 1, MOST_LATENT);
    List<Integer> hidden = numbers("hidden", text("hidden"), 1, WIDEST);
    List<String> names = List.of(text("columns").split("\n", -1));
    int columns = names.size();
    Tensor projection = tensor("scale.projection", DType.FLOAT64, columns, -1);
    int features = projection.dim(1);
    if (columns > MOST_COLUMNS || features < 1) {
      throw refused("a projection of shape " + projection.shape() + " is no scaling");
    }
    Scale scale =
        new Scale(
            tensor("scale.mean", DType.FLOAT64, columns),
            tensor("scale.size", DType.FLOAT64, columns),
            projection,
            tensor("scale.rows", DType.FLOAT64, features, columns));
    if (!(scale.size().min().item() > 0)) {
      throw refused("tensor 'scale.size' has numbers that are not above 0");
    }
    ResidualMlp encoder = new ResidualMlp(features, hidden, latent);
    ResidualMlp decoder = new ResidualMlp(latent, hidden.reversed(), features);
    Autoencoder.Parameters parameters =
        new Autoencoder.Parameters(
            network("encoder", encoder), network("decoder", decoder), List.of());
    double step = step();
    return new Model(
        new Autoencoder(encoder, decoder, Optional.empty()),
        parameters,
        operator(latent),
        scale,
        laws(latent),
        step,
        names);
  }

  private double step() throws FormatException {
    String text = text("nominal_step");
    try {
      double step = Double.parseDouble(text);
      if (step > 0 && Double.isFinite(step)) {
        return step;
      }
    } catch (NumberFormatException e) {
      throw refused("nominal_step '" + text + "' is no number above 0");
    }
    throw refused("nominal_step '" + text + "' is no number above 0");
  }

  private List<Tensor> operator(int latent) throws FormatException {
    boolean lie = !tensors.containsKey("operator.matrix");
    return lie
        ? List.of(
            tensor("operator.growth", DType.FLOAT32, (latent + 1) / 2),
            tensor("operator.angle", DType.FLOAT32, latent / 2))
        : List.of(tensor("operator.matrix", DType.FLOAT32, latent, latent));
  }

  /** The parameters of a network by the names and shapes that it gives a made-up start. */
  private List<Tensor> network(String prefix, ResidualMlp network) throws FormatException {
    List<Tensor> parameters = new ArrayList<>();
    parameters.add(
        tensor(prefix + ".linear.weight", DType.FLOAT32, network.inputs(), network.outputs()));
    parameters.add(tensor(prefix + ".linear.bias", DType.FLOAT32, network.outputs()));
    int from = network.inputs();
    for (int layer = 0; layer <= network.hidden().size(); layer++) {
      int to = layer < network.hidden().size() ? network.hidden().get(layer) : network.outputs();
      parameters.add(tensor(prefix + ".layer" + layer + ".weight", DType.FLOAT32, from, to));
      parameters.add(tensor(prefix + ".layer" + layer + ".bias", DType.FLOAT32, to));
      from = to;
    }
    return parameters;
  }

  private List<Equation> laws(int latent) throws FormatException {
    List<Equation> laws = new ArrayList<>();
    if (text("laws").isEmpty()) {
      return laws;
    }
    boolean[] taken = new boolean[latent];
    for (String law : text("laws").split(";", -1)) {
      String[] parts = law.split(":", -1);
      if (parts.length != 2) {
        throw refused("law '" + law + "' is not written as form:coordinates");
      }
      List<Integer> dims = numbers("laws", parts[1], 0, latent - 1);
      for (int d : dims) {
        if (taken[d]) {
          throw refused("two laws speak about z" + d);
        }
        taken[d] = true;
      }
      laws.add(law(laws.size(), parts[0], dims));
    }
    return laws;
  }

  private Equation law(int index, String word, List<Integer> dims) throws FormatException {
    List<Tensor> constants = new ArrayList<>();
    for (int i = 0; tensors.containsKey("law" + index + ".constant" + i); i++) {
      String constant = "law" + index + ".constant" + i;
      Tensor tensor = tensors.get(constant);
      if (tensor == null || tensor.dtype() != DType.FLOAT64 || !tensor.isFinite()) {
        throw refused("tensor '" + constant + "' does not hold finite float64 numbers");
      }
      constants.add(tensor);
    }
    try {
      Form form = Lexicon.form(word);
      Equation equation = new Equation(new Rule(form, dims), constants);
      Tensor z = Tensor.ones(DType.FLOAT32, 2, dims.size());
      Tensor moved = form.predict(constants, Motion.of(z, z, z));
      if (Arrays.equals(moved.shape().dims(), z.shape().dims()) && !equation.formula().isEmpty()) {
        return equation;
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw refused("law " + index + " (" + word + "): its constants do not make an equation");
    }
    throw refused("law " + index + " (" + word + "): its constants do not make an equation");
  }

  private String text(String key) throws FormatException {
    String text = metadata.get(key);
    if (text == null) {
      throw refused("metadata '" + key + "' is missing");
    }
    return text;
  }

  private List<Integer> numbers(String key, String text, int least, int most)
      throws FormatException {
    List<Integer> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      numbers.add(number(key, part, least, most));
    }
    return numbers;
  }

  private int number(String key, String text, int least, int most) throws FormatException {
    if (text.matches("\\d{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw refused(
        "metadata '%s' says '%s', expected a number from %d to %d"
            .formatted(key, text, least, most));
  }

  /** A tensor of a type and shape, −1 for any length, with finite numbers only. */
  private Tensor tensor(String key, DType dtype, int... dims) throws FormatException {
    Tensor tensor = tensors.get(key);
    if (tensor == null) {
      throw refused("tensor '" + key + "' is missing");
    }
    boolean fits = tensor.dtype() == dtype && tensor.shape().rank() == dims.length;
    for (int i = 0; fits && i < dims.length; i++) {
      fits = dims[i] < 0 || tensor.dim(i) == dims[i];
    }
    if (!fits) {
      throw refused(
          "tensor '%s' is %s %s, expected %s %s"
              .formatted(key, tensor.dtype(), tensor.shape(), dtype, Arrays.toString(dims))
              .replace("-1", "any"));
    }
    if (!tensor.isFinite()) {
      throw refused("tensor '" + key + "' has numbers that are not finite");
    }
    return tensor;
  }

  private FormatException refused(String reason) {
    return new FormatException(name + ": " + reason);
  }
}

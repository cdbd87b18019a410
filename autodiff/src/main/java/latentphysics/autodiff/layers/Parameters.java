package latentphysics.autodiff.layers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.io.FormatException;
import latentphysics.tensor.io.Quoting;
import latentphysics.tensor.io.SafeTensors;

/**
 * Files of all tensors of a value, such as a network, by the names that its structure gives them:
 * {@code .safetensors}, which other frameworks read too. Settings that are no tensors are not kept.
 */
public final class Parameters {
  private Parameters() {}

  /** As {@link #save(Structure, Object, Path, Map)} without metadata. */
  public static <P> void save(Structure<P> structure, P value, Path file) throws IOException {
    save(structure, value, file, Map.of());
  }

  /**
   * Writes a file, replacing what is there when all is written, and only then. Every bit is kept.
   *
   * @param metadata texts by name; {@code SafeTensors.read(file, name -> false).metadata()} reads
   *     them
   * @throws IllegalArgumentException if two tensors have the same name
   * @throws IOException if the file cannot be written; what was there is then unchanged
   */
  public static <P> void save(
      Structure<P> structure, P value, Path file, Map<String, String> metadata) throws IOException {
    SafeTensors.write(file, named(structure, value), metadata);
  }

  /**
   * Reads a file.
   *
   * @param like a value with the types and shapes to be found; all that is no tensor is taken from
   *     it
   * @throws IllegalArgumentException if two tensors of {@code like} have the same name
   * @throws FormatException if the file is no such file, or a tensor is missing, additional, or of
   *     another type or shape
   * @throws IOException if the file cannot be read
   */
  public static <P> P load(Structure<P> structure, P like, Path file) throws IOException {
    Map<String, Tensor> expected = named(structure, like);
    TreeSet<String> additional = new TreeSet<>();
    // What nobody asked for is not read, however large it is.
    Map<String, Tensor> found =
        SafeTensors.read(
                file,
                name -> {
                  boolean wanted = expected.containsKey(name);
                  if (!wanted) {
                    additional.add(name);
                  }
                  return wanted;
                })
            .tensors();
    List<Tensor> leaves = new ArrayList<>();
    for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
      String name = entry.getKey();
      Tensor tensor = found.get(name);
      Tensor model = entry.getValue();
      if (tensor == null) {
        throw new FormatException(
            file + ": tensor '" + name + "' is missing, expected " + describe(model));
      }
      if (tensor.dtype() != model.dtype() || !tensor.shape().equals(model.shape())) {
        throw new FormatException(
            file
                + ": tensor '"
                + name
                + "' is "
                + describe(tensor)
                + ", expected "
                + describe(model));
      }
      leaves.add(tensor);
    }
    if (!additional.isEmpty()) {
      throw new FormatException(
          file
              + ": tensor "
              + Quoting.quote(additional.first())
              + " is additional, expected only the "
              + expected.size()
              + " of the structure");
    }
    return structure.rebuild(like, leaves);
  }

  private static String describe(Tensor tensor) {
    return tensor.dtype() + tensor.shape().toString();
  }

  private static <P> Map<String, Tensor> named(Structure<P> structure, P value) {
    List<String> names = structure.distinctNames(value);
    List<Tensor> leaves = structure.leaves(value);
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int i = 0; i < leaves.size(); i++) {
      named.put(names.get(i), leaves.get(i));
    }
    return named;
  }
}

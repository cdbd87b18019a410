package latentphysics.autodiff;

import java.lang.invoke.MethodHandles;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import latentphysics.tensor.Tensor;

/**
 * How the tensors of a value, its leaves, are taken out in a fixed order and put back: what JAX
 * calls a pytree.
 *
 * <p>A network's parameters may so be a record of records; gradients, moments of an optimizer and
 * moving averages have the same structure.
 *
 * @param <P> type of the values
 */
public interface Structure<P> {

  /** The tensors of a value, in the structure's order. */
  List<Tensor> leaves(P value);

  /** A name for each leaf: the way to it, such as {@code layers.0.weights}. */
  List<String> names(P value);

  /**
   * A value like another with other leaves.
   *
   * @param like what gives the shape and all that is no tensor
   * @param leaves as many as it has
   * @throws IllegalArgumentException if the number differs
   */
  P rebuild(P like, List<Tensor> leaves);

  /** The value with every leaf replaced by a function of it. */
  default P map(P value, UnaryOperator<Tensor> function) {
    return rebuild(value, leaves(value).stream().map(function).toList());
  }

  /** A single tensor; its name is {@code value}. */
  static Structure<Tensor> tensor() {
    return SimpleStructures.TENSOR;
  }

  /** A list of tensors; their names are their numbers from 0. */
  static Structure<List<Tensor>> list() {
    return SimpleStructures.LIST;
  }

  /**
   * Any value made of tensors, records, lists, maps with strings as keys and optionals.
   *
   * <p>Components of records come in their order, elements of lists by number, entries of maps
   * sorted by key. Everything else, such as numbers, strings and functions, is no leaf and stays as
   * it is; null counts as no leaf. A tensor that occurs twice is two leaves.
   *
   * @param lookup {@code MethodHandles.lookup()} of a class that may call the constructors and
   *     accessors of the records: their own class or one beside it. So records need not be public,
   *     and no package need be opened.
   * @throws IllegalArgumentException from the structure's methods: if the lookup may not see a
   *     record, or a value holds an array or a set of tensors, which have no place here
   */
  static <P> Structure<P> of(MethodHandles.Lookup lookup) {
    return new ValueStructure<>(lookup);
  }

  /**
   * The leaves by name.
   *
   * @throws IllegalArgumentException if two have the same name, as with a map's key that has a dot
   */
  default List<String> distinctNames(P value) {
    List<String> names = names(value);
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("structure: two leaves are called " + name);
      }
    }
    return names;
  }

  /**
   * Checks that two values have leaves of the same types and shapes.
   *
   * @param operation whose name opens the message
   * @param what the other value is called there, such as "gradient"
   * @throws IllegalArgumentException if they differ, naming the first leaf that does
   */
  default void requireAlike(String operation, P value, String what, P other) {
    List<Tensor> expected = leaves(value);
    List<Tensor> found = leaves(other);
    if (found.size() != expected.size()) {
      throw new IllegalArgumentException(
          operation
              + ": "
              + what
              + " has "
              + found.size()
              + " tensors, expected "
              + expected.size());
    }
    Alike.require(operation, i -> what + " " + names(value).get(i), expected, found);
  }
}

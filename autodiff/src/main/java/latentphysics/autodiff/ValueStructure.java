package latentphysics.autodiff;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Walks over records, lists, maps and optionals as far as a lookup may see. */
final class ValueStructure<P> implements Structure<P> {
  private final MethodHandles.Lookup lookup;
  private final ConcurrentHashMap<Class<?>, RecordAccess> records = new ConcurrentHashMap<>();

  /** Constructor and accessors of a record class, from and to Object. */
  private record RecordAccess(
      MethodHandle constructor, List<String> names, List<MethodHandle> accessors) {}

  ValueStructure(MethodHandles.Lookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public List<Tensor> leaves(P value) {
    List<Tensor> leaves = new ArrayList<>();
    visit(value, null, (_, leaf) -> leaves.add(leaf));
    return Collections.unmodifiableList(leaves);
  }

  @Override
  public List<String> names(P value) {
    List<String> names = new ArrayList<>();
    visit(value, "", (name, _) -> names.add(name.isEmpty() ? "value" : name));
    return Collections.unmodifiableList(names);
  }

  @Override
  @SuppressWarnings("unchecked") // records, lists and maps are rebuilt as what they are
  public P rebuild(P like, List<Tensor> leaves) {
    SimpleStructures.checkCount(leaves(like).size(), leaves);
    return (P) Objects.requireNonNull(rebuilt(like, leaves.iterator()));
  }

  /**
   * Hands every leaf over with its name.
   *
   * @param path name of the node, or null if names are not wanted
   */
  private void visit(
      @Nullable Object node, @Nullable String path, BiConsumer<String, Tensor> visitor) {
    switch (node) {
      case Tensor leaf -> visitor.accept(path == null ? "" : path, leaf);
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          visit(list.get(i), path == null ? null : join(path, Integer.toString(i)), visitor);
        }
      }
      case Map<?, ?> map ->
          sorted(map)
              .forEach(
                  (key, value) -> visit(value, path == null ? null : join(path, key), visitor));
      case Optional<?> optional -> visit(optional.orElse(null), path, visitor);
      case Record value -> {
        RecordAccess access = access(value);
        for (int i = 0; i < access.accessors.size(); i++) {
          visit(
              component(access, i, value),
              path == null ? null : join(path, access.names.get(i)),
              visitor);
        }
      }
      case null -> {}
      default -> checkConstant(node);
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The node with the next leaves in place of its own; itself if it has none. */
  private @Nullable Object rebuilt(@Nullable Object node, Iterator<Tensor> leaves) {
    return switch (node) {
      case Tensor _ -> leaves.next();
      case List<?> list -> {
        List<@Nullable Object> rebuilt = new ArrayList<>();
        list.forEach(element -> rebuilt.add(rebuilt(element, leaves)));
        yield Collections.unmodifiableList(rebuilt);
      }
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> rebuilt = sorted(map);
        rebuilt.replaceAll((_, value) -> rebuilt(value, leaves));
        yield Collections.unmodifiableMap(rebuilt);
      }
      case Optional<?> optional -> Optional.ofNullable(rebuilt(optional.orElse(null), leaves));
      case Record value -> {
        RecordAccess access = access(value);
        @Nullable Object[] components = new @Nullable Object[access.accessors.size()];
        for (int i = 0; i < components.length; i++) {
          components[i] = rebuilt(component(access, i, value), leaves);
        }
        yield construct(access, components);
      }
      case null -> null;
      default -> node;
    };
  }

  private static Map<String, @Nullable Object> sorted(Map<?, ?> map) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> {
      if (!(key instanceof String name)) {
        throw new IllegalArgumentException(
            "structure: a map has the key " + key + ", expected strings");
      }
      sorted.put(name, value);
    });
    return sorted;
  }

  private static void checkConstant(Object node) {
    boolean elements =
        node instanceof Object[] array
            ? containsTensor(Arrays.asList(array))
            : node instanceof Set<?> set && containsTensor(set);
    if (elements) {
      throw new IllegalArgumentException(
          "structure: tensors in a "
              + node.getClass().getSimpleName()
              + ", expected records, lists, maps or optionals");
    }
  }

  private static boolean containsTensor(Iterable<?> elements) {
    for (Object element : elements) {
      if (element instanceof Tensor) {
        return true;
      }
    }
    return false;
  }

  private RecordAccess access(Record value) {
    return records.computeIfAbsent(value.getClass(), this::find);
  }

  private RecordAccess find(Class<?> type) {
    try {
      RecordComponent[] components = type.getRecordComponents();
      List<String> names = new ArrayList<>();
      List<MethodHandle> accessors = new ArrayList<>();
      Class<?>[] types = new Class<?>[components.length];
      for (int i = 0; i < components.length; i++) {
        names.add(components[i].getName());
        types[i] = components[i].getType();
        accessors.add(
            lookup
                .unreflect(components[i].getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class)));
      }
      MethodHandle constructor =
          lookup
              .findConstructor(type, MethodType.methodType(void.class, types))
              .asSpreader(Object[].class, types.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
      return new RecordAccess(constructor, names, accessors);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalArgumentException(
          "structure: the lookup of "
              + lookup.lookupClass().getName()
              + " may not see the record "
              + type.getName()
              + "; pass MethodHandles.lookup() of a class that may",
          e);
    }
  }

  private static @Nullable Object component(RecordAccess access, int i, Record value) {
    try {
      return (Object) access.accessors.get(i).invokeExact((Object) value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static Object construct(RecordAccess access, @Nullable Object[] components) {
    try {
      return (Object) access.constructor.invokeExact(components);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** What a record's own code threw, as it is. */
  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException("structure: a record's accessor or constructor failed", thrown);
  }
}

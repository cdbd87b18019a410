package latentphysics.kernels;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Working memory of one thread: what kernels make once and then use again, so that repeated calls
 * allocate nothing. Not safe to share between threads.
 */
public final class Workspace {
  private static final ThreadLocal<Workspace> CURRENT = ThreadLocal.withInitial(Workspace::new);

  private final Map<Class<?>, Object> parts = new HashMap<>();

  /** Empty memory. */
  public Workspace() {}

  /** The memory of the calling thread. */
  public static Workspace current() {
    return CURRENT.get();
  }

  /** The part of the given type, made on the first call. */
  public <T> T get(Class<T> type, Supplier<T> make) {
    Object part = parts.get(type);
    if (part == null) {
      part = make.get();
      parts.put(type, part);
    }
    return type.cast(part);
  }
}

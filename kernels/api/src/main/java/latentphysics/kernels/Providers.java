package latentphysics.kernels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import latentphysics.kernels.scalar.ScalarKernels;

/** Finds the CPU kernels that this JVM can run. */
public final class Providers {

  /** Found once, when first needed: loading it defines many classes. */
  private static final class Found {
    static final List<Kernels> ALL = load();
  }

  private Providers() {}

  /** The preferred provider. */
  public static Kernels best() {
    return Found.ALL.getFirst();
  }

  /** All providers, the preferred one first; the scalar reference is always among them. */
  public static List<Kernels> all() {
    return Found.ALL;
  }

  private static List<Kernels> load() {
    List<Kernels> found = new ArrayList<>();
    Iterator<ServiceLoader.Provider<Kernels>> providers =
        ServiceLoader.load(Kernels.class, Kernels.class.getClassLoader()).stream().iterator();
    // A provider may name classes that this JVM was started without, which shows as either error.
    for (boolean more = true; more; ) {
      try {
        more = providers.hasNext();
        if (more) {
          found.add(providers.next().get());
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        System.getLogger(Providers.class.getName())
            .log(
                System.Logger.Level.INFO,
                "SIMD kernels are off: put latentphysics on the module path, or start Java with"
                    + " --add-modules jdk.incubator.vector");
      }
    }
    found.add(new ScalarKernels());
    found.sort(Comparator.comparingInt(Kernels::preference).reversed());
    return List.copyOf(found);
  }
}

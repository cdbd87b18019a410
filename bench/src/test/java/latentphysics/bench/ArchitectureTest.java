package latentphysics.bench;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the architecture, read from the compiled classes of all modules. */
class ArchitectureTest {
  private static final String PREFIX = "latentphysics.";

  /** Surefire runs a module's tests in the module's folder. */
  private static final Path ROOT = Path.of("..");

  /** The largest number of violations that a message lists. */
  private static final int LISTED = 20;

  /** Every module and its folder. */
  private enum Part {
    KERNELS("latentphysics.kernels", "kernels/api"),
    VECTOR("latentphysics.kernels.vector", "kernels/vector"),
    OPENCL("latentphysics.kernels.opencl", "kernels/opencl"),
    TENSOR("latentphysics.tensor", "tensor"),
    AUTODIFF("latentphysics.autodiff", "autodiff"),
    LATENTPHYSICS("latentphysics", "latentphysics"),
    BENCH("latentphysics.bench", "bench");

    final String module;
    final String folder;

    Part(String module, String folder) {
      this.module = module;
      this.folder = folder;
    }

    /** The modules of this project that this one may use at compile time. */
    Set<Part> uses() {
      return switch (this) {
        case KERNELS -> Set.of();
        case VECTOR, OPENCL, TENSOR -> Set.of(KERNELS);
        case AUTODIFF -> Set.of(KERNELS, TENSOR);
        case LATENTPHYSICS -> Set.of(KERNELS, TENSOR, AUTODIFF);
        case BENCH -> Set.of(KERNELS, TENSOR, AUTODIFF, LATENTPHYSICS);
      };
    }

    Path mainFolder() {
      return ROOT.resolve(folder, "target", "classes");
    }

    Path testFolder() {
      return ROOT.resolve(folder, "target", "test-classes");
    }

    JavaClasses main() {
      return requireNonNull(MAIN.get(this));
    }

    JavaClasses tests() {
      return requireNonNull(TESTS.get(this));
    }
  }

  /** The modules that promise to need nothing but the JDK at run time. */
  private static final List<Part> JDK_ONLY =
      List.of(Part.KERNELS, Part.VECTOR, Part.TENSOR, Part.AUTODIFF);

  private static final Map<Part, JavaClasses> MAIN = new HashMap<>();
  private static final Map<Part, JavaClasses> TESTS = new HashMap<>();
  private static final Map<String, Part> PACKAGES = new HashMap<>();

  @BeforeAll
  static void readAllModules() throws IOException {
    for (Part part : Part.values()) {
      MAIN.put(part, read(part.mainFolder()));
      TESTS.put(part, read(part.testFolder()));
      for (JavaClass type : part.main()) {
        PACKAGES.putIfAbsent(type.getPackageName(), part);
      }
    }
  }

  /** Imports a folder and makes sure that no class file in it was missing or passed over. */
  private static JavaClasses read(Path folder) throws IOException {
    assertTrue(Files.isDirectory(folder), () -> folder + " is missing: build all modules first");
    long files;
    try (Stream<Path> paths = Files.walk(folder)) {
      files =
          paths
              .map(path -> path.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
              .count();
    }
    assertTrue(files > 0, () -> folder + " holds no class");
    JavaClasses classes = new ClassFileImporter().importPath(folder);
    assertEquals(files, classes.size(), () -> "ArchUnit passed over class files in " + folder);
    return classes;
  }

  @Test
  void everyModuleOfTheBuildIsKnownHere() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    List<String> built =
        pom.lines()
            .map(String::strip)
            // What a profile adds ships nothing and stands on a class path of its own.
            .takeWhile(line -> !line.equals("<profiles>"))
            .filter(line -> line.startsWith("<module>"))
            .map(line -> line.replaceAll("</?module>", ""))
            .sorted()
            .toList();
    List<String> known = Stream.of(Part.values()).map(part -> part.folder).sorted().toList();
    assertEquals(built, known);
  }

  @Test
  void importsRunOneWay() {
    assertNone(
        Stream.of(Part.values())
            .flatMap(part ->
                dependencies(part)
                    .filter(dependency -> {
                      String name = dependency.getTargetClass().getPackageName();
                      Part owner = PACKAGES.get(name);
                      return owner == null
                          ? name.startsWith(PREFIX)
                          : owner != part && !part.uses().contains(owner);
                    })
                    .map(Dependency::getDescription)));
  }

  @Test
  void descriptorsRequireOneWay() {
    assertNone(
        Stream.of(Part.values())
            .flatMap(part ->
                descriptor(part).requires().stream()
                    .map(ModuleDescriptor.Requires::name)
                    .filter(name -> Stream.of(Part.values()).anyMatch(p -> p.module.equals(name)))
                    .filter(name -> part.uses().stream().noneMatch(p -> p.module.equals(name)))
                    .map(name -> part.module + " requires " + name)));
  }

  @Test
  void onlyTheVectorModuleUsesTheVectorApi() {
    assertOnlyUser(Part.VECTOR, "jdk.incubator.vector", "jdk.incubator.vector");
  }

  @Test
  void onlyTheOpenclModuleUsesJocl() {
    assertOnlyUser(Part.OPENCL, "jocl", "org.jocl");
  }

  private static void assertOnlyUser(Part user, String module, String packageName) {
    assertNone(
        Stream.of(Part.values())
            .filter(part -> part != user)
            .flatMap(part ->
                Stream.concat(
                    dependencies(part)
                        .filter(dependency ->
                            isIn(dependency.getTargetClass().getPackageName(), packageName))
                        .map(Dependency::getDescription),
                    descriptor(part).requires().stream()
                        .filter(requires -> requires.name().equals(module))
                        .map(requires -> part.module + " requires " + module))));
  }

  @Test
  void noPackageIsInTwoModules() {
    assertNone(
        Stream.of(Part.values())
            .flatMap(part ->
                part.main().stream()
                    .map(JavaClass::getPackageName)
                    .distinct()
                    .filter(name -> PACKAGES.get(name) != part)
                    .map(name -> name + " in " + part + " and " + PACKAGES.get(name))));
  }

  @Test
  void theLibraryNeedsNothingButTheJdkAtRunTime() {
    ModuleFinder ours =
        ModuleFinder.of(JDK_ONLY.stream().map(Part::mainFolder).toArray(Path[]::new));
    List<String> roots = JDK_ONLY.stream().map(part -> part.module).toList();
    // Resolving fails here when a module needs one that is neither among these four nor in the JDK.
    Set<ResolvedModule> resolved =
        Configuration.resolve(
                ours, List.of(ModuleLayer.boot().configuration()), ModuleFinder.ofSystem(), roots)
            .modules();
    assertTrue(resolved.size() >= roots.size());
    assertNone(
        JDK_ONLY.stream()
            .flatMap(part ->
                descriptor(part).requires().stream()
                    .filter(requires ->
                        !requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                    .map(ModuleDescriptor.Requires::name)
                    .filter(name ->
                        !roots.contains(name) && ModuleFinder.ofSystem().find(name).isEmpty())
                    .map(name -> part.module + " requires " + name)));
  }

  @Test
  void theLibraryHoldsNoNativeFile() throws IOException {
    for (Part part : JDK_ONLY) {
      try (Stream<Path> paths = Files.walk(part.mainFolder())) {
        assertNone(
            paths
                .map(Path::toString)
                .filter(path ->
                    Stream.of(".so", ".dll", ".dylib", ".jnilib").anyMatch(path::endsWith)));
      }
    }
  }

  @Test
  void onlyTheCommandLinePrints() {
    assertNone(
        Stream.of(Part.values())
            .filter(part -> part != Part.BENCH)
            .flatMap(
                part -> prints(part.main(), type -> !isIn(type.getPackageName(), PREFIX + "cli"))));
  }

  @Test
  void noTestPrints() {
    assertNone(Stream.of(Part.values()).flatMap(part -> prints(part.tests(), type -> true)));
  }

  @Test
  void namesSayWhatAClassDoes() {
    assertNone(
        Stream.of(Part.values())
            .flatMap(part -> Stream.concat(part.main().stream(), part.tests().stream()))
            .filter(type -> !type.getPackageName().endsWith(".jmh_generated"))
            .map(JavaClass::getName)
            .filter(name -> name.matches(".*(Utils|Helper|Manager|Impl)(\\$.*)?")));
  }

  private static Stream<Dependency> dependencies(Part part) {
    return part.main().stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
  }

  private static Stream<String> prints(JavaClasses classes, Predicate<JavaClass> included) {
    return classes.stream()
        .filter(included)
        .flatMap(type -> type.getAccessesFromSelf().stream())
        .filter(ArchitectureTest::prints)
        .map(JavaAccess::getDescription);
  }

  private static boolean prints(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getTarget().getName();
    return (owner.isEquivalentTo(System.class) && (name.equals("out") || name.equals("err")))
        || owner.isEquivalentTo(IO.class)
        || (owner.isAssignableTo(Throwable.class) && name.equals("printStackTrace"));
  }

  private static boolean isIn(String packageName, String root) {
    return packageName.equals(root) || packageName.startsWith(root + ".");
  }

  private static ModuleDescriptor descriptor(Part part) {
    return ModuleFinder.of(part.mainFolder()).find(part.module).orElseThrow().descriptor();
  }

  private static void assertNone(Stream<String> violations) {
    List<String> found = violations.distinct().sorted().toList();
    if (!found.isEmpty()) {
      fail(
          found.size()
              + " violation(s):\n"
              + String.join("\n", found.subList(0, Math.min(LISTED, found.size()))));
    }
  }
}

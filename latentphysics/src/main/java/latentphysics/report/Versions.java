package latentphysics.report;

/**
 * Versions of the software that a result came from.
 *
 * @param latentphysics of this program; "unversioned" when it was not started from its jar
 * @param java of the platform
 * @param os name and version of the operating system
 * @param arch of the processor
 */
public record Versions(String latentphysics, String java, String os, String arch) {

  /** Versions of the running program. */
  public static Versions current() {
    return new Versions(
        ofProgram(),
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch", "unknown"));
  }

  /** The version that the build gave to the module or to the jar. */
  public static String ofProgram() {
    // A null descriptor means the class path; there the jar's manifest may know.
    var descriptor = Versions.class.getModule().getDescriptor();
    if (descriptor != null && descriptor.rawVersion().isPresent()) {
      return descriptor.rawVersion().get();
    }
    String inManifest = Versions.class.getPackage().getImplementationVersion();
    return inManifest == null ? "unversioned" : inManifest;
  }
}

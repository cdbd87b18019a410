package latentphysics.kernels.opencl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The OpenCL devices of this machine, looked for once.
 *
 * <p>Nothing here fails to load where OpenCL is missing: JOCL is touched in {@link DeviceSearch}
 * alone.
 */
public final class OpenClDevices {

  /** Looked for when first asked; what was missing then stays missing until the JVM ends. */
  private static final class Found {
    static final List<DeviceSearch.Candidate> CANDIDATES;
    static final @Nullable String PROBLEM;

    static {
      List<DeviceSearch.Candidate> candidates = List.of();
      String problem = null;
      try {
        candidates = DeviceSearch.search();
      } catch (OpenClUnavailableException e) {
        problem = e.getMessage();
      } catch (LinkageError e) {
        // JOCL is not there, or its native library or libOpenCL cannot be loaded.
        problem =
            "opencl: JOCL or libOpenCL could not be loaded; install an OpenCL driver with its"
                + " loader (libOpenCL.so.1 on Linux) and allow native access to jocl ("
                + e
                + ")";
      }
      CANDIDATES = candidates;
      PROBLEM = problem;
    }
  }

  private OpenClDevices() {}

  /** Descriptions of all devices, the preferred one first; empty where there is none. */
  public static List<OpenClDescription> all() {
    return Found.CANDIDATES.stream().map(DeviceSearch.Candidate::description).toList();
  }

  /**
   * Opens the preferred device; the caller closes it.
   *
   * @throws OpenClUnavailableException if there is no device
   */
  public static OpenClDevice open() {
    return open(0);
  }

  /**
   * Opens a device; the caller closes it.
   *
   * @param index position in {@link #all()}
   * @throws OpenClUnavailableException if there is no device at all
   * @throws IllegalArgumentException if there are devices, but not so many
   */
  public static OpenClDevice open(int index) {
    if (Found.PROBLEM != null) {
      throw new OpenClUnavailableException(Found.PROBLEM);
    }
    int devices = Found.CANDIDATES.size();
    if (index < 0 || index >= devices) {
      throw new IllegalArgumentException(
          "opencl: device " + index + ", expected one of " + devices + " devices, counted from 0");
    }
    return new OpenClDevice(Found.CANDIDATES.get(index));
  }
}

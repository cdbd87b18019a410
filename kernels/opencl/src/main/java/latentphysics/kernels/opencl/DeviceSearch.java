package latentphysics.kernels.opencl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;
import org.jspecify.annotations.Nullable;

/** Asks OpenCL for its platforms and devices. Loading this class may fail; see the caller. */
final class DeviceSearch {

  /** A device that can be opened. */
  record Candidate(OpenClDescription description, cl_platform_id platform, cl_device_id device) {}

  private DeviceSearch() {}

  /**
   * All devices, the preferred ones first.
   *
   * @throws OpenClUnavailableException if there is none
   * @throws LinkageError if OpenCL cannot be loaded
   */
  static List<Candidate> search() {
    List<Candidate> found = new ArrayList<>();
    // With exceptions on, a loader without platforms throws instead of counting none.
    CL.setExceptionsEnabled(false);
    int[] count = new int[1];
    int status = CL.clGetPlatformIDs(0, null, count);
    if (status != CL.CL_SUCCESS || count[0] == 0) {
      throw new OpenClUnavailableException(
          "opencl: no platform found; install an OpenCL driver, or name its .icd file in"
              + " OCL_ICD_VENDORS ("
              + CL.stringFor_errorCode(status)
              + ")");
    }
    cl_platform_id[] platforms = new cl_platform_id[count[0]];
    CL.clGetPlatformIDs(platforms.length, platforms, null);
    for (cl_platform_id platform : platforms) {
      status = CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
      if (status == CL.CL_SUCCESS && count[0] > 0) {
        cl_device_id[] devices = new cl_device_id[count[0]];
        CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, devices.length, devices, null);
        for (cl_device_id device : devices) {
          found.add(new Candidate(describe(platform, device), platform, device));
        }
      }
    }
    if (found.isEmpty()) {
      throw new OpenClUnavailableException(
          "opencl: " + platforms.length + " platforms found, but no device on them");
    }
    CL.setExceptionsEnabled(true);
    found.sort(Comparator.comparing(candidate -> candidate.description().type()));
    return List.copyOf(found);
  }

  private static OpenClDescription describe(cl_platform_id platform, cl_device_id device) {
    long type = number(device, CL.CL_DEVICE_TYPE);
    long single = number(device, CL.CL_DEVICE_SINGLE_FP_CONFIG);
    return new OpenClDescription(
        text((size, at, length) ->
            CL.clGetPlatformInfo(platform, CL.CL_PLATFORM_NAME, size, at, length)),
        text((size, at, length) -> CL.clGetDeviceInfo(device, CL.CL_DEVICE_NAME, size, at, length)),
        typeOf(type),
        text((size, at, length) ->
            CL.clGetDeviceInfo(device, CL.CL_DEVICE_VERSION, size, at, length)),
        number(device, CL.CL_DEVICE_GLOBAL_MEM_SIZE),
        number(device, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
        number(device, CL.CL_DEVICE_DOUBLE_FP_CONFIG) != 0,
        (single & CL.CL_FP_DENORM) != 0,
        (single & CL.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0);
  }

  private static OpenClDescription.Type typeOf(long type) {
    if ((type & CL.CL_DEVICE_TYPE_GPU) != 0) {
      return OpenClDescription.Type.GPU;
    }
    return (type & CL.CL_DEVICE_TYPE_CPU) != 0
        ? OpenClDescription.Type.CPU
        : OpenClDescription.Type.ACCELERATOR;
  }

  /** A property of up to eight bytes; 0 where the device does not know it. */
  static long number(cl_device_id device, int property) {
    ByteBuffer buffer = memory(Long.BYTES);
    int status;
    try {
      status = CL.clGetDeviceInfo(device, property, Long.BYTES, Pointer.to(buffer), null);
    } catch (CLException e) {
      status = e.getStatus();
    }
    return status == CL.CL_SUCCESS ? buffer.getLong(0) : 0;
  }

  /** A query for a text: first for its length, then for its bytes. */
  interface TextQuery {
    int run(long size, @Nullable Pointer to, long[] length);
  }

  static String text(TextQuery query) {
    long[] length = new long[1];
    if (query.run(0, null, length) != CL.CL_SUCCESS || length[0] == 0) {
      return "?";
    }
    ByteBuffer buffer = memory(Math.toIntExact(length[0]));
    query.run(length[0], Pointer.to(buffer), length);
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  /** Memory outside of the heap, because JOCL pins heap arrays. */
  static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(Math.max(bytes, Sizeof.cl_ulong))
        .order(ByteOrder.nativeOrder());
  }
}

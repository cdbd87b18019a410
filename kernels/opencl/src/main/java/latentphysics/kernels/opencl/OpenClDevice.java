package latentphysics.kernels.opencl;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Instructions;
import org.jocl.CL;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jspecify.annotations.Nullable;

/**
 * An open OpenCL device: its memory, and the maps compiled for it.
 *
 * <p>Work is queued in order; reading a buffer waits for all that was queued before. Safe to use
 * from several threads, which then take turns.
 */
public final class OpenClDevice implements AutoCloseable {
  private static final int STAGING_BYTES = 1 << 20;

  private final OpenClDescription description;
  private final cl_device_id id;
  private final cl_context context;
  private final cl_command_queue queue;
  private final Map<Instructions, OpenClMap> maps = new HashMap<>();
  private final Account account = new Account();
  private @Nullable ByteBuffer staging;
  private boolean closed;

  /** Memory in use; apart from the device, so that a forgotten buffer does not keep the device. */
  static final class Account {
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong buffers = new AtomicLong();
    final AtomicLong leaked = new AtomicLong();
  }

  OpenClDevice(DeviceSearch.Candidate candidate) {
    description = candidate.description();
    id = candidate.device();
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, candidate.platform());
    context = CL.clCreateContext(properties, 1, new cl_device_id[] {id}, null, null, null);
    // The newer function is missing in OpenCL 1.2, which is what most devices offer.
    @SuppressWarnings("deprecation")
    cl_command_queue inOrder = CL.clCreateCommandQueue(context, id, 0, null);
    queue = inOrder;
  }

  /** What the device is and can do. */
  public OpenClDescription description() {
    return description;
  }

  /**
   * Memory for {@code length} numbers, whose values are not defined; the caller closes it.
   *
   * @throws IllegalArgumentException if the length is negative
   * @throws OpenClMemoryException if there is not enough memory
   * @throws IllegalStateException if the device is closed
   */
  public OpenClBuffer allocate(ElementType type, int length) {
    return new OpenClBuffer(this, type, length);
  }

  /**
   * The program, compiled for this device: once, however often it is asked for.
   *
   * @throws UnsupportedOperationException if the device cannot give the bits of the scalar
   *     reference; see {@link OpenClDescription#whyNot}
   * @throws IllegalStateException if the device is closed
   */
  public synchronized OpenClMap compile(Instructions program) {
    checkOpen();
    return maps.computeIfAbsent(program, p -> new OpenClMap(this, p));
  }

  /** Waits until all that was queued is done. */
  public synchronized void finish() {
    checkOpen();
    CL.clFinish(queue);
  }

  /** Bytes held by buffers that are open. */
  public long bytesHeld() {
    return account.bytes.get();
  }

  /** Number of buffers that are open. */
  public long openBuffers() {
    return account.buffers.get();
  }

  /** Number of buffers that were never closed and that the garbage collector had to release. */
  public long leakedBuffers() {
    return account.leaked.get();
  }

  /**
   * Releases the device and its maps. Buffers that are still open can only be closed after that.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    CL.clFinish(queue);
    maps.values().forEach(OpenClMap::release);
    maps.clear();
    staging = null;
    CL.clReleaseCommandQueue(queue);
    CL.clReleaseContext(context);
  }

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("opencl: device " + description.name() + " is closed");
    }
  }

  cl_device_id id() {
    return id;
  }

  cl_context context() {
    return context;
  }

  cl_command_queue queue() {
    return queue;
  }

  Account account() {
    return account;
  }

  /** Memory outside of the heap through which arrays pass; used under the lock of the device. */
  ByteBuffer staging() {
    if (staging == null) {
      staging = DeviceSearch.memory(STAGING_BYTES);
    }
    return staging;
  }
}

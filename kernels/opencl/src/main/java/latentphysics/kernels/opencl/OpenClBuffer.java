package latentphysics.kernels.opencl;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import latentphysics.kernels.ElementType;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in the memory of a device. Whoever allocates it closes it; a forgotten one is released
 * when the garbage collector finds it, and counted as a leak.
 */
public final class OpenClBuffer implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final OpenClDevice device;
  private final ElementType type;
  private final int length;
  private final Memory memory;
  private final Cleaner.Cleanable cleanable;

  /** What is released; must not refer to the buffer, or the collector would never find that. */
  private static final class Memory implements Runnable {
    private final OpenClDevice.Account account;
    private final long bytes;
    private @Nullable cl_mem handle;
    private boolean closing;

    Memory(OpenClDevice.Account account, long bytes, cl_mem handle) {
      this.account = account;
      this.bytes = bytes;
      this.handle = handle;
      account.bytes.addAndGet(bytes);
      account.buffers.incrementAndGet();
    }

    @Override
    public synchronized void run() {
      if (handle != null) {
        CL.clReleaseMemObject(handle);
        handle = null;
        account.bytes.addAndGet(-bytes);
        account.buffers.decrementAndGet();
        if (!closing) {
          account.leaked.incrementAndGet();
        }
      }
    }
  }

  OpenClBuffer(OpenClDevice device, ElementType type, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("opencl: length " + length + ", expected at least 0");
    }
    this.device = device;
    this.type = type;
    this.length = length;
    long bytes = (long) length * type.bytes();
    synchronized (device) {
      device.checkOpen();
      long held = device.bytesHeld();
      OpenClDescription limits = device.description();
      if (bytes > limits.largestBuffer() || held + bytes > limits.memory()) {
        throw new OpenClMemoryException(limits, bytes, held);
      }
      try {
        // OpenCL refuses a buffer of no bytes.
        cl_mem handle =
            CL.clCreateBuffer(
                device.context(), CL.CL_MEM_READ_WRITE, Math.max(bytes, type.bytes()), null, null);
        memory = new Memory(device.account(), bytes, handle);
      } catch (CLException e) {
        throw asMemoryException(e, held);
      }
    }
    cleanable = CLEANER.register(this, memory);
  }

  /** Type of the numbers. */
  public ElementType type() {
    return type;
  }

  /** Number of numbers. */
  public int length() {
    return length;
  }

  /** The device in whose memory this lies. */
  public OpenClDevice device() {
    return device;
  }

  /** Copies a whole array of the buffer's length to the device; see the general form. */
  public void write(float[] source) {
    write(0, source, 0, checkLength(source.length));
  }

  /** Copies a whole array of the buffer's length to the device; see the general form. */
  public void write(double[] source) {
    write(0, source, 0, checkLength(source.length));
  }

  /** Copies the whole buffer to an array of its length; see the general form. */
  public void read(float[] target) {
    read(0, target, 0, checkLength(target.length));
  }

  /** Copies the whole buffer to an array of its length; see the general form. */
  public void read(double[] target) {
    read(0, target, 0, checkLength(target.length));
  }

  /**
   * Copies numbers to the device, after all that was queued before.
   *
   * @param position first number in the buffer
   * @param offset first number in the array
   * @throws IllegalArgumentException if the buffer is not of float32
   * @throws IndexOutOfBoundsException if the numbers lie outside the buffer or the array
   * @throws IllegalStateException if the buffer or its device is closed
   * @throws OpenClMemoryException if a device that allocates late has no memory left
   */
  public void write(int position, float[] source, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, source.length);
    transfer(
        ElementType.FLOAT32,
        position,
        count,
        true,
        (staging, done, part) -> staging.asFloatBuffer().put(source, offset + done, part));
  }

  /** Copies numbers to the device, as for float32. */
  public void write(int position, double[] source, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, source.length);
    transfer(
        ElementType.FLOAT64,
        position,
        count,
        true,
        (staging, done, part) -> staging.asDoubleBuffer().put(source, offset + done, part));
  }

  /**
   * Copies numbers from the device, after waiting for all that was queued before.
   *
   * @param position first number in the buffer
   * @param offset first number in the array
   * @throws IllegalArgumentException if the buffer is not of float32
   * @throws IndexOutOfBoundsException if the numbers lie outside the buffer or the array
   * @throws IllegalStateException if the buffer or its device is closed
   * @throws OpenClMemoryException if a device that allocates late has no memory left
   */
  public void read(int position, float[] target, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, target.length);
    transfer(
        ElementType.FLOAT32,
        position,
        count,
        false,
        (staging, done, part) -> staging.asFloatBuffer().get(target, offset + done, part));
  }

  /** Copies numbers from the device, as for float32. */
  public void read(int position, double[] target, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, target.length);
    transfer(
        ElementType.FLOAT64,
        position,
        count,
        false,
        (staging, done, part) -> staging.asDoubleBuffer().get(target, offset + done, part));
  }

  /** Copies some numbers between an array and memory outside of the heap. */
  private interface HeapCopy {
    void copy(ByteBuffer staging, int done, int part);
  }

  private void transfer(
      ElementType asked, int position, int count, boolean toDevice, HeapCopy heapCopy) {
    if (asked != type) {
      throw new IllegalArgumentException(
          "opencl: " + this + " and an array of " + asked.name().toLowerCase(Locale.ROOT));
    }
    Objects.checkFromIndexSize(position, count, length);
    synchronized (device) {
      cl_mem handle = handle();
      ByteBuffer staging = device.staging();
      int most = staging.capacity() / type.bytes();
      try {
        for (int done = 0; done < count; done += most) {
          int part = Math.min(most, count - done);
          long start = (long) (position + done) * type.bytes();
          long bytes = (long) part * type.bytes();
          if (toDevice) {
            heapCopy.copy(staging, done, part);
            CL.clEnqueueWriteBuffer(
                device.queue(), handle, true, start, bytes, Pointer.to(staging), 0, null, null);
          } else {
            CL.clEnqueueReadBuffer(
                device.queue(), handle, true, start, bytes, Pointer.to(staging), 0, null, null);
            heapCopy.copy(staging, done, part);
          }
        }
      } catch (CLException e) {
        throw asMemoryException(e, device.bytesHeld());
      } finally {
        Reference.reachabilityFence(this);
      }
    }
  }

  private int checkLength(int arrayLength) {
    if (arrayLength != length) {
      throw new IllegalArgumentException(
          "opencl: " + this + " and an array of " + arrayLength + " elements");
    }
    return length;
  }

  private RuntimeException asMemoryException(CLException e, long held) {
    return switch (e.getStatus()) {
      case CL.CL_MEM_OBJECT_ALLOCATION_FAILURE,
          CL.CL_OUT_OF_RESOURCES,
          CL.CL_OUT_OF_HOST_MEMORY,
          CL.CL_INVALID_BUFFER_SIZE -> {
        RuntimeException memoryException =
            new OpenClMemoryException(device.description(), (long) length * type.bytes(), held);
        memoryException.initCause(e);
        yield memoryException;
      }
      default -> e;
    };
  }

  /** OpenCL's handle; to be used under the lock of the device. */
  cl_mem handle() {
    device.checkOpen();
    synchronized (memory) {
      if (memory.handle == null) {
        throw new IllegalStateException("opencl: " + this + " is closed");
      }
      return memory.handle;
    }
  }

  /** Releases the memory, after the work that is queued; does nothing the second time. */
  @Override
  public void close() {
    // Not while another thread passes the handle to OpenCL.
    synchronized (device) {
      synchronized (memory) {
        memory.closing = true;
      }
      cleanable.clean();
    }
  }

  /** Type and length. */
  @Override
  public String toString() {
    return "buffer [" + type.name().toLowerCase(Locale.ROOT) + ", " + length + " elements]";
  }
}

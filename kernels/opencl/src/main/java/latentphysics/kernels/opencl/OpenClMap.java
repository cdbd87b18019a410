package latentphysics.kernels.opencl;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.SpecializedMap;
import latentphysics.kernels.expr.Instructions;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_program;

/**
 * An elementwise function of buffers, with the bits of the scalar reference; made by {@link
 * OpenClDevice#compile}. Each way in which operands run is compiled once, when first met.
 */
public final class OpenClMap {
  private static final long WORK_GROUP = 256;

  private final OpenClDevice device;
  private final Instructions program;
  private final Map<Integer, Form> forms = new HashMap<>();
  private final ByteBuffer argument = DeviceSearch.memory(Sizeof.cl_uint);

  /** A compiled kernel and the size of its work groups. */
  private record Form(cl_program program, cl_kernel kernel, long workGroup) {}

  OpenClMap(OpenClDevice device, Instructions program) {
    device
        .description()
        .whyNot(program)
        .ifPresent(reason -> {
          throw new UnsupportedOperationException(reason);
        });
    this.device = device;
    this.program = program;
  }

  /**
   * Queues the computation of {@code length} elements. An output may be the same memory as an input
   * if it has the same offset and runs alike.
   *
   * @param buffers inputs, then outputs
   * @param offsets first element of each operand
   * @param strides 1 for adjacent elements, 0 for one repeated value; outputs always 1
   * @param length number of elements
   * @throws IllegalArgumentException if number, type, stride or device of an operand is wrong
   * @throws IndexOutOfBoundsException if an element lies outside its buffer
   * @throws IllegalStateException if a buffer or the device is closed
   */
  public void run(List<OpenClBuffer> buffers, int[] offsets, int[] strides, int length) {
    int operands = program.inputs() + program.outputs().size();
    if (buffers.size() != operands || offsets.length != operands || strides.length != operands) {
      throw new IllegalArgumentException(
          "opencl: map of "
              + buffers.size()
              + " buffers, "
              + offsets.length
              + " offsets and "
              + strides.length
              + " strides, expected "
              + operands
              + " of each");
    }
    int pattern = SpecializedMap.patternOf(strides);
    if (pattern == SpecializedMap.ANY_STRIDES || pattern >> program.inputs() != 0) {
      throw new IllegalArgumentException(
          "opencl: map with strides other than 1, or 0 for an input, or of more than 31 operands");
    }
    for (int p = 0; p < operands; p++) {
      check(buffers.get(p), p, offsets[p], strides[p], length);
    }
    try {
      synchronized (device) {
        device.checkOpen();
        if (length > 0) {
          enqueue(forms.computeIfAbsent(pattern, this::compile), buffers, offsets, length);
        }
      }
    } finally {
      Reference.reachabilityFence(buffers);
    }
  }

  private void check(OpenClBuffer buffer, int operand, int offset, int stride, int length) {
    if (buffer.type() != program.type() || buffer.device() != device) {
      throw new IllegalArgumentException(
          "opencl: operand "
              + operand
              + " is a "
              + buffer
              + " on "
              + buffer.device().description().name()
              + ", expected "
              + program.type().name().toLowerCase(Locale.ROOT)
              + " on the device of the map");
    }
    int used = length == 0 ? 0 : stride == 0 ? 1 : length;
    Objects.checkFromIndexSize(offset, used, buffer.length());
  }

  private void enqueue(Form form, List<OpenClBuffer> buffers, int[] offsets, int length) {
    int index = 0;
    setNumber(form.kernel(), index++, length);
    for (int p = 0; p < buffers.size(); p++) {
      Pointer handle = Pointer.to(buffers.get(p).handle());
      CL.clSetKernelArg(form.kernel(), index++, Sizeof.cl_mem, handle);
      setNumber(form.kernel(), index++, offsets[p]);
    }
    // Devices of OpenCL 1 take whole work groups only; the kernel ignores items beyond the end.
    long groups = (length + form.workGroup() - 1) / form.workGroup();
    CL.clEnqueueNDRangeKernel(
        device.queue(),
        form.kernel(),
        1,
        null,
        new long[] {groups * form.workGroup()},
        new long[] {form.workGroup()},
        0,
        null,
        null);
  }

  private void setNumber(cl_kernel kernel, int index, int value) {
    argument.putInt(0, value);
    CL.clSetKernelArg(kernel, index, Sizeof.cl_uint, Pointer.to(argument));
  }

  private Form compile(int pattern) {
    String source = OpenClSource.of(program, pattern);
    cl_program compiled =
        CL.clCreateProgramWithSource(device.context(), 1, new String[] {source}, null, null);
    cl_device_id[] devices = {device.id()};
    String options =
        program.type() == ElementType.FLOAT32 && device.description().float32Divides()
            ? "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt"
            : "-cl-std=CL1.2";
    try {
      CL.clBuildProgram(compiled, 1, devices, options, null, null);
      cl_kernel kernel = CL.clCreateKernel(compiled, OpenClSource.KERNEL, null);
      ByteBuffer most = DeviceSearch.memory(Sizeof.size_t);
      CL.clGetKernelWorkGroupInfo(
          kernel, device.id(), CL.CL_KERNEL_WORK_GROUP_SIZE, Sizeof.size_t, Pointer.to(most), null);
      return new Form(compiled, kernel, Math.clamp(most.getLong(0), 1, WORK_GROUP));
    } catch (CLException e) {
      String log =
          DeviceSearch.text((size, to, length) ->
              CL.clGetProgramBuildInfo(
                  compiled, device.id(), CL.CL_PROGRAM_BUILD_LOG, size, to, length));
      CL.clReleaseProgram(compiled);
      throw new IllegalStateException(
          "opencl: " + device.description().name() + " did not compile a map: " + log, e);
    }
  }

  /** Releases the compiled kernels; called under the lock of the device. */
  void release() {
    for (Form form : forms.values()) {
      CL.clReleaseKernel(form.kernel());
      CL.clReleaseProgram(form.program());
    }
    forms.clear();
  }
}

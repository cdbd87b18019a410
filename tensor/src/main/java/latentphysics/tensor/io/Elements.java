package latentphysics.tensor.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.storage.TensorArrays;

/** The elements of tensors as they follow each other in a file. */
final class Elements {
  /** Bytes that are converted at a time. */
  private static final int CHUNK = 1 << 16;

  /** Bytes allocated for elements of which nobody knows yet whether they are there. */
  private static final int UNPROVEN = 1 << 16;

  /** A little less than what the type allows: virtual machines differ in the last few. */
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private Elements() {}

  /**
   * Lengths of axes out of a file's header.
   *
   * @throws FormatException if a tensor cannot have them
   */
  static int[] dims(long[] dims, String name) throws FormatException {
    if (dims.length > Shape.MAX_RANK) {
      throw new FormatException(
          name + ": " + dims.length + " axes, expected at most " + Shape.MAX_RANK);
    }
    boolean empty = false;
    for (long dim : dims) {
      if (dim < 0 || dim > Integer.MAX_VALUE) {
        throw new FormatException(
            name
                + ": shape "
                + Arrays.toString(dims)
                + ", expected lengths from 0 to "
                + Integer.MAX_VALUE);
      }
      empty |= dim == 0;
    }
    long size = empty ? 0 : 1;
    for (long dim : dims) {
      // Neither factor exceeds 2³¹, so the product is exact.
      size *= dim;
      if (size > LONGEST_ARRAY) {
        throw new FormatException(
            name
                + ": shape "
                + Arrays.toString(dims)
                + " has too many elements for one tensor, expected at most "
                + LONGEST_ARRAY);
      }
    }
    return Arrays.stream(dims).mapToInt(Math::toIntExact).toArray();
  }

  /** Bytes in the file of a tensor whose lengths have passed {@link #dims}. */
  static long bytes(ElementFormat format, int[] dims) {
    return (long) format.bytes() * Shape.of(dims).size();
  }

  /**
   * Reads a tensor in row-major order. Memory grows with the bytes that arrive, or is taken at once
   * when the input is known to have them.
   *
   * @param name of the tensor in sentences
   * @throws FormatException if the input ends too early or an integer does not fit
   */
  static Tensor read(Input in, ElementFormat format, ByteOrder order, int[] dims, String name)
      throws IOException {
    int size = Shape.of(dims).size();
    long bytes = bytes(format, dims);
    in.require(bytes, name);
    int room = in.proves(bytes) ? size : Math.min(size, UNPROVEN / format.bytes());
    Object array = format.newArray(room);
    byte[] chunk = new byte[(int) Math.min(bytes, CHUNK)];
    for (int done = 0; done < size; ) {
      if (done == room) {
        room = (int) Math.min(size, 2L * room);
        Object larger = format.newArray(room);
        System.arraycopy(array, 0, larger, 0, done);
        array = larger;
      }
      int count = Math.min(room - done, CHUNK / format.bytes());
      in.fill(chunk, count * format.bytes(), (long) done * format.bytes(), bytes, name);
      int misfit = format.decode(chunk, order, array, done, count);
      if (misfit >= 0) {
        throw new FormatException(
            name
                + ": element "
                + (done + misfit)
                + " of type "
                + format
                + " does not fit int32, as which integers are read");
      }
      done += count;
    }
    return TensorArrays.access().adopt(format.dtype(), array, dims);
  }

  /** Writes a tensor in row-major order, little-endian. */
  static void write(Tensor tensor, OutputStream out) throws IOException {
    TensorArrays.Elements elements = TensorArrays.access().elements(tensor);
    int size = tensor.shape().size();
    int width = tensor.dtype().bytes();
    byte[] chunk = new byte[(int) Math.min((long) size * width, CHUNK)];
    for (int done = 0; done < size; ) {
      int count = Math.min(size - done, CHUNK / width);
      ElementFormat.encode(elements.array(), elements.offset() + done, count, chunk);
      out.write(chunk, 0, count * width);
      done += count;
    }
  }
}

package latentphysics.tensor.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;

/**
 * Files of one array in the IDX format, in which the handwritten digits of MNIST are published:
 * {@code idx1-ubyte} for labels, {@code idx3-ubyte} for images; plain or gzip.
 *
 * <p>Two zero bytes, a code for the type, the number of axes, their lengths, and the elements in
 * row-major order, all big-endian. Unsigned and signed bytes, 16-bit and 32-bit integers are read
 * as int32, floating-point numbers as float32 and float64.
 *
 * <p>Methods throw {@link FormatException} with one sentence for files that are not as described
 * here; memory is taken only for data that is there.
 */
public final class Idx {
  private Idx() {}

  /**
   * Reads a file.
   *
   * @throws FormatException also if bytes follow the array
   */
  public static Tensor read(Path file) throws IOException {
    try (Input in = Input.open(file)) {
      return read(in);
    }
  }

  /**
   * Reads the array at the start of a stream, which then stands behind the array, unless it is
   * compressed: then the whole stream is the array.
   *
   * @param name of the stream in sentences
   */
  public static Tensor read(InputStream in, String name) throws IOException {
    // Not closed: the stream belongs to the caller.
    return read(Input.of(in, name));
  }

  private static Tensor read(Input in) throws IOException {
    String name = in.name();
    String what = name + ": the IDX header";
    byte[] start = in.bytes(4, what);
    if (start[0] != 0 || start[1] != 0) {
      throw new FormatException(
          name + ": this is no IDX file, it does not start with two zero bytes");
    }
    ElementFormat format =
        switch (start[2]) {
          case 0x08 -> ElementFormat.U8;
          case 0x09 -> ElementFormat.I8;
          case 0x0b -> ElementFormat.I16;
          case 0x0c -> ElementFormat.I32;
          case 0x0d -> ElementFormat.F32;
          case 0x0e -> ElementFormat.F64;
          default ->
              throw new FormatException(
                  name
                      + String.format(": the type of the elements is 0x%02x", start[2])
                      + ", expected 0x08, 0x09 or 0x0b to 0x0e");
        };
    int rank = start[3] & 0xff;
    if (rank > Shape.MAX_RANK) {
      throw new FormatException(name + ": " + rank + " axes, expected at most " + Shape.MAX_RANK);
    }
    ByteBuffer lengths = ByteBuffer.wrap(in.bytes(rank * Integer.BYTES, what));
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = lengths.getInt() & 0xffff_ffffL;
    }
    Tensor tensor =
        Elements.read(in, format, ByteOrder.BIG_ENDIAN, Elements.dims(dims, name), name);
    in.end();
    return tensor;
  }
}

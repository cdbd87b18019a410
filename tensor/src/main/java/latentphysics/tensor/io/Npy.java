package latentphysics.tensor.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.stream.IntStream;
import latentphysics.tensor.Tensor;

/**
 * NumPy's files of one array, {@code .npy}.
 *
 * <p>Read are versions 1.0, 2.0 and 3.0 of the format with elements of either byte order and arrays
 * in C and in Fortran order:
 *
 * <ul>
 *   <li>f4, f8, i4 and b1 as float32, float64, int32 and bool, every bit of a NaN kept; a truth
 *       value is any byte but zero;
 *   <li>f2 as float32, and i1, u1, i2 and u2 as int32, which hold them exactly;
 *   <li>u4, i8 and u8 as int32 when every element fits, otherwise they are refused.
 * </ul>
 *
 * Objects (pickles), complex numbers, texts, dates and records are refused. So are shapes of more
 * than 8 axes or of more elements than an array can have, and headers above 10,000 bytes.
 *
 * <p>Written is version 1.0, little-endian, in C order: the bytes that NumPy writes.
 *
 * <p>Files compressed by gzip are read as well. Methods throw {@link FormatException} with one
 * sentence for files that are not as described here; memory is taken only for data that is there.
 */
public final class Npy {
  private Npy() {}

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
   * compressed: then the whole stream is the array. For a channel take {@code
   * Channels.newInputStream}.
   *
   * @param name of the stream in sentences
   */
  public static Tensor read(InputStream in, String name) throws IOException {
    // Not closed: the stream belongs to the caller.
    return read(Input.of(in, name));
  }

  static Tensor read(Input in) throws IOException {
    NpyHeader header = NpyHeader.read(in);
    int[] dims = header.dims();
    if (!header.fortran()) {
      Tensor tensor = Elements.read(in, header.format(), header.order(), dims, in.name());
      in.end();
      return tensor;
    }
    // Fortran order is row-major order of the axes read backwards.
    int rank = dims.length;
    int[] backwards = IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
    int[] reversed = IntStream.of(backwards).map(axis -> dims[axis]).toArray();
    Tensor tensor = Elements.read(in, header.format(), header.order(), reversed, in.name());
    in.end();
    return tensor.permute(backwards);
  }

  /** Writes a file, replacing what is there when all is written, and only then. */
  public static void write(Path file, Tensor tensor) throws IOException {
    AtomicFile.write(file, out -> write(out, tensor));
  }

  /** Writes to a stream, which stays open. */
  public static void write(OutputStream out, Tensor tensor) throws IOException {
    out.write(NpyHeader.bytes(tensor.dtype(), tensor.shape()));
    Elements.write(tensor, out);
  }
}

package latentphysics.tensor.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import latentphysics.tensor.DType;

/**
 * How numbers lie in files, and as what they are read: integers as int32, floating-point numbers of
 * 16 bits as float32, all exactly. Integers wider than int32 are read where they fit.
 */
enum ElementFormat {
  /** IEEE 754 binary16. */
  F16(2, DType.FLOAT32),
  /** The upper half of a binary32. */
  BF16(2, DType.FLOAT32),
  /** IEEE 754 binary32. */
  F32(4, DType.FLOAT32),
  /** IEEE 754 binary64. */
  F64(8, DType.FLOAT64),
  /** Signed byte. */
  I8(1, DType.INT32),
  /** Unsigned byte. */
  U8(1, DType.INT32),
  /** Signed, 16 bits. */
  I16(2, DType.INT32),
  /** Unsigned, 16 bits. */
  U16(2, DType.INT32),
  /** Signed, 32 bits. */
  I32(4, DType.INT32),
  /** Unsigned, 32 bits. */
  U32(4, DType.INT32),
  /** Signed, 64 bits. */
  I64(8, DType.INT32),
  /** Unsigned, 64 bits. */
  U64(8, DType.INT32),
  /** A byte, false where it is zero. */
  BOOL(1, DType.BOOL);

  private final int bytes;
  private final DType dtype;

  ElementFormat(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** The format in which elements of a type are written. */
  static ElementFormat of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> F32;
      case FLOAT64 -> F64;
      case INT32 -> I32;
      case BOOL -> BOOL;
    };
  }

  /** Size of an element in the file. */
  int bytes() {
    return bytes;
  }

  /** Type of the tensor that is read. */
  DType dtype() {
    return dtype;
  }

  /** An array for {@link #decode}. */
  Object newArray(int length) {
    return switch (dtype) {
      case FLOAT32 -> new float[length];
      case FLOAT64 -> new double[length];
      case INT32 -> new int[length];
      case BOOL -> new boolean[length];
    };
  }

  /**
   * Reads elements from the start of an array of bytes.
   *
   * @return index, from {@code at}, of an element that int32 cannot hold; −1 when all is well
   */
  int decode(byte[] from, ByteOrder order, Object to, int at, int count) {
    ByteBuffer buffer = ByteBuffer.wrap(from).order(order);
    switch (this) {
      // Bulk transfers keep every bit, also those of NaN.
      case F32 -> buffer.asFloatBuffer().get((float[]) to, at, count);
      case F64 -> buffer.asDoubleBuffer().get((double[]) to, at, count);
      case I32 -> buffer.asIntBuffer().get((int[]) to, at, count);
      case F16, BF16 -> decodeHalves(buffer, (float[]) to, at, count);
      case BOOL -> decodeTruths(from, (boolean[]) to, at, count);
      case I8, U8 -> decodeBytes(from, (int[]) to, at, count);
      case I16, U16 -> decodeShorts(buffer, (int[]) to, at, count);
      case U32, I64, U64 -> {
        return narrow(buffer, (int[]) to, at, count);
      }
    }
    return -1;
  }

  private void decodeHalves(ByteBuffer from, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      short half = from.getShort(2 * i);
      to[at + i] = this == F16 ? Float.float16ToFloat(half) : Float.intBitsToFloat(half << 16);
    }
  }

  private static void decodeTruths(byte[] from, boolean[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = from[i] != 0;
    }
  }

  private void decodeBytes(byte[] from, int[] to, int at, int count) {
    int mask = this == U8 ? 0xff : -1;
    for (int i = 0; i < count; i++) {
      to[at + i] = from[i] & mask;
    }
  }

  private void decodeShorts(ByteBuffer from, int[] to, int at, int count) {
    int mask = this == U16 ? 0xffff : -1;
    for (int i = 0; i < count; i++) {
      to[at + i] = from.getShort(2 * i) & mask;
    }
  }

  private int narrow(ByteBuffer from, int[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      long value = this == U32 ? from.getInt(4 * i) & 0xffff_ffffL : from.getLong(8 * i);
      // Unsigned numbers from 2⁶³ on look negative.
      if (value != (int) value || (this == U64 && value < 0)) {
        return i;
      }
      to[at + i] = (int) value;
    }
    return -1;
  }

  /** Writes elements of a type that has this format, little-endian, to the start of an array. */
  static void encode(Object from, int at, int count, byte[] to) {
    ByteBuffer buffer = ByteBuffer.wrap(to).order(ByteOrder.LITTLE_ENDIAN);
    switch (from) {
      case float[] f -> buffer.asFloatBuffer().put(f, at, count);
      case double[] d -> buffer.asDoubleBuffer().put(d, at, count);
      case int[] n -> buffer.asIntBuffer().put(n, at, count);
      case boolean[] b -> {
        for (int i = 0; i < count; i++) {
          to[i] = (byte) (b[at + i] ? 1 : 0);
        }
      }
      default -> throw new AssertionError(from.getClass());
    }
  }
}

package latentphysics.tensor.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** Files written out by hand. */
final class Bytes {
  private Bytes() {}

  /** Bytes given as hexadecimal digits and blanks. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /** A .npy file of version 1.0 with a header that is not padded. */
  static byte[] npy(String header, byte[] elements) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    byte[] start = hex("934e554d5059 0100 0000");
    start[8] = (byte) text.length;
    start[9] = (byte) (text.length >> 8);
    return join(start, text, elements);
  }

  /** A .npy file as NumPy writes it, except for its padding. */
  static byte[] npy(String descr, String shape, byte[] elements) {
    return npy(
        "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }", elements);
  }

  /** A .safetensors file: the length of the header, the header, the data. */
  static byte[] safeTensors(String header, byte[] data) {
    byte[] text = utf8(header);
    byte[] length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array();
    return join(length, text, data);
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(stored)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stored.toByteArray();
  }

  static ByteArrayInputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}

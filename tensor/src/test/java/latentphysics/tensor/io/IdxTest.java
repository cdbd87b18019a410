package latentphysics.tensor.io;

import static latentphysics.tensor.io.Bytes.gzip;
import static latentphysics.tensor.io.Bytes.hex;
import static latentphysics.tensor.io.Bytes.stream;
import static latentphysics.tensor.io.Refusal.assertRefused;
import static latentphysics.tensor.io.Same.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protects the reading of IDX files, against bytes written out by hand after their description. */
final class IdxTest {
  /** Two images of 2 × 3 pixels, as in train-images-idx3-ubyte. */
  private static final String IMAGES =
      "00000803 00000002 00000002 00000003 000102 030405 fafbfc fdfeff";

  @TempDir private Path folder;

  private static Tensor read(String digits) throws IOException {
    return Idx.read(stream(hex(digits)), "x");
  }

  @Test
  void everyType() throws IOException {
    Tensor images = Tensor.of(new int[] {0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255}, 2, 2, 3);
    assertSame(images, read(IMAGES), "ubyte images");
    assertSame(Tensor.of(new int[] {5, 0, 9}), read("00000801 00000003 05 00 09"), "labels");
    assertSame(Tensor.of(new int[] {-1, 127}), read("00000901 00000002 ff 7f"), "byte");
    assertSame(Tensor.of(new int[] {-1, 256}), read("00000b01 00000002 ffff 0100"), "short");
    assertSame(Tensor.of(new int[] {1, -2}), read("00000c01 00000002 00000001 fffffffe"), "int");
    assertSame(
        Tensor.of(new float[] {1, -2}), read("00000d01 00000002 3f800000 c0000000"), "float");
    assertSame(Tensor.of(new double[] {1.5}), read("00000e01 00000001 3ff8000000000000"), "double");
    assertSame(Tensor.scalar(DType.INT32, 7), read("00000800 07"), "rank 0");
    assertSame(Tensor.zeros(DType.INT32, 0, 28), read("00000802 00000000 0000001c"), "empty");
  }

  @Test
  void filesPlainAndCompressed() throws IOException {
    Tensor expected = read(IMAGES);
    Path plain = Files.write(folder.resolve("images"), hex(IMAGES));
    assertSame(expected, Idx.read(plain), "plain");
    Path compressed = Files.write(folder.resolve("images.gz"), gzip(hex(IMAGES)));
    assertSame(expected, Idx.read(compressed), "compressed");
    Path longer = Files.write(folder.resolve("longer"), hex(IMAGES + "00"));
    assertRefused(
        longer + ": there are bytes after the end of the data, expected none",
        () -> Idx.read(longer));
  }

  @Test
  void hostileFilesAreRefused() throws IOException {
    assertRefused(
        "x: this is no IDX file, it does not start with two zero bytes",
        () -> read("504b0304 00000001"));
    assertRefused(
        "x: the type of the elements is 0x0a, expected 0x08, 0x09 or 0x0b to 0x0e",
        () -> read("00000a01 00000001 00"));
    assertRefused("x: 255 axes, expected at most 8", () -> read("000008ff 00000001"));
    assertRefused(
        "x: shape [4294967295], expected lengths from 0 to 2147483647",
        () -> read("00000801 ffffffff 00"));
    assertRefused(
        "x: shape [65536, 65536] has too many elements for one tensor, expected at most 2147483639",
        () -> read("00000802 00010000 00010000 00"));
    assertRefused(
        "x: the file ends after 2 bytes of it, expected 16000000000",
        () -> read("00000e01 77359400 0000"));
    byte[] whole = hex(IMAGES);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(FormatException.class, () -> Idx.read(stream(part), "x"), length + " bytes");
    }
  }
}

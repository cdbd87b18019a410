package latentphysics.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protects how pictures become numbers, and that hostile ones cost nothing. */
final class FramesTest {
  private static final String START = "89504e470d0a1a0a0000000d49484452";
  private static final String END = "0000000049454e44ae426082";

  /** A grey picture of 2 × 2 pixels: 0, 1, 128, 255. */
  private static final byte[] GREY =
      hex(
          START
              + "000000020000000208000000 0057dd52f8 0000000e4944415478da6360606468f80f000209018199642a7c"
              + END);

  @TempDir private Path folder;

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("x.png"), bytes);
  }

  private static String sentence(Executable action) {
    return String.valueOf(assertThrows(DataException.class, action).getMessage());
  }

  /** The sentence that refuses a file, without its folder and without much memory taken. */
  private String refusal(byte[] bytes) throws IOException {
    Path file = file(bytes);
    long before = allocated();
    String sentence = sentence(() -> Frames.read(file));
    long taken = allocated() - before;
    assertTrue(taken < 8 << 20, () -> taken + " bytes allocated on the way to: " + sentence);
    return sentence.replace(folder + File.separator, "");
  }

  private static long allocated() {
    try {
      Object threads =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      return (long)
          Objects.requireNonNull(
              Class.forName("com.sun.management.ThreadMXBean")
                  .getMethod("getCurrentThreadAllocatedBytes")
                  .invoke(threads));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  // Written by hand with zlib, not by the library that reads them.
  @ParameterizedTest
  @CsvSource({
    "grey of 1 bit, 000000030000000201000000 00b50f5bb7"
        + " 0000000c4944415478da6358c0e00000022400e14d16e85e, 1 2 3, 1 0 1 0 1 0",
    "grey of 4 bits, 000000020000000104000000 0014b9cd57"
        + " 0000000a4944415478da6390070000210020ea3e3c7a, 1 1 2, 1/15 15/15",
    "grey of 8 bits, 000000020000000208000000 0057dd52f8"
        + " 0000000e4944415478da6360606468f80f000209018199642a7c, 1 2 2, 0 1/255 128/255 1",
    "grey of 16 bits, 000000020000000110000000 0081d9fc15"
        + " 0000000d4944415478da636060fcff1f0003050200be03bd8f, 1 1 2, 1/65535 1",
    "grey and alpha, 000000020000000108040000 005e2bb701"
        + " 0000000d4944415478da63e01291d3000000cd0065b5c79652, 2 1 2,"
        + " 10/255 30/255 20/255 40/255",
    "RGB with a gamma, 000000020000000108020000 007b40e8dd 0000000467414d410000b18f0bfc6105"
        + " 0000000f4944415478da63105030f8dfc0000005c401e0087f5e39, 3 1 2,"
        + " 16/255 1 32/255 128/255 48/255 0",
    "RGB of 16 bits, 000000010000000110020000 00c0e78f9d"
        + " 0000000f4944415478da6360606c60f8ff1f000509028076ca2b03, 3 1 1,"
        + " 1/65535 32768/65535 1",
    "RGBA, 000000010000000208060000 009981b627"
        + " 000000124944415478da6360646266616065636700000084001d7c2753cd, 4 2 1,"
        + " 1/255 5/255 2/255 6/255 3/255 7/255 4/255 0",
    "palette, 000000030000000102030000 00668efc27 00000009504c5445ff00000080000000400d161489"
        + " 0000000a4944415478da63900000001a001980008ebb, 3 1 3,"
        + " 1 0 0 0 128/255 0 0 0 64/255",
    "palette with alpha, 000000030000000102030000 00668efc27"
        + " 00000009504c5445ff00000080000000400d161489 0000000174524e5307de824dc5"
        + " 0000000a4944415478da63900000001a001980008ebb, 4 1 3,"
        + " 1 0 0 0 128/255 0 0 0 64/255 7/255 1 1"
  })
  void storedNumbersOverTheLargest(String kind, String chunks, String shape, String values)
      throws IOException {
    Tensor frame = Frames.read(file(hex(START + chunks + END)));
    int[] dims = Arrays.stream(shape.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    assertEquals(Shape.of(dims), frame.shape(), kind);
    float[] expected = new float[frame.shape().size()];
    String[] fractions = values.split(" ", -1);
    for (int i = 0; i < expected.length; i++) {
      String[] parts = fractions[i].split("/", -1);
      expected[i] =
          Float.parseFloat(parts[0]) / (parts.length == 2 ? Float.parseFloat(parts[1]) : 1);
    }
    assertArrayEquals(expected, frame.toFloats(), kind);
  }

  private static byte[] jpeg(int type, int width, int height, int rgb) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          picture.getRaster().setSample(x, y, 0, rgb & 0xff);
        } else {
          picture.setRGB(x, y, rgb);
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(picture, "jpeg", bytes));
    return bytes.toByteArray();
  }

  @Test
  void jpeg() throws IOException {
    Tensor colours = Frames.read(file(jpeg(BufferedImage.TYPE_INT_RGB, 5, 3, 0xc86432)));
    assertEquals(Shape.of(3, 3, 5), colours.shape());
    double[] found = colours.toDoubles();
    double[] expected = new double[45];
    Arrays.fill(expected, 0, 15, 200 / 255.0);
    Arrays.fill(expected, 15, 30, 100 / 255.0);
    Arrays.fill(expected, 30, 45, 50 / 255.0);
    assertArrayEquals(expected, found, 3 / 255.0);
    Tensor grey = Frames.read(file(jpeg(BufferedImage.TYPE_BYTE_GRAY, 9, 2, 77)));
    assertEquals(Shape.of(1, 2, 9), grey.shape());
    double[] level = new double[18];
    Arrays.fill(level, 77 / 255.0);
    assertArrayEquals(level, grey.toDoubles(), 1 / 255.0);
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Path file = folder.resolve("x.png");
    for (int channels = 1; channels <= 4; channels++) {
      Tensor steps =
          Key.of(400 + channels)
              .uniform(DType.FLOAT32, channels, 7, 11)
              .mul(255)
              .astype(DType.INT32)
              .astype(DType.FLOAT32)
              .div(255);
      Frames.write(file, steps);
      Tensor found = Frames.read(file);
      assertEquals(steps.shape(), found.shape());
      assertArrayEquals(steps.toFloats(), found.toFloats(), channels + " channels");
      Frames.write(file, steps.permute(0, 2, 1).astype(DType.FLOAT64));
      assertArrayEquals(
          steps.permute(0, 2, 1).toFloats(), Frames.read(file).toFloats(), "float64, permuted");
    }
    Frames.write(file, Tensor.of(new float[] {-1, 0.4981f, 2, Float.POSITIVE_INFINITY}, 2, 2));
    assertArrayEquals(new float[] {0, 127 / 255f, 1, 1}, Frames.read(file).toFloats());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count(), "no temporary file remains");
    }
  }

  @Test
  void whatIsNoPictureIsNotWritten() {
    Path file = folder.resolve("x.png");
    assertIllegal(
        "frame: int32, expected float32 or float64",
        () -> Frames.write(file, Tensor.zeros(DType.INT32, 2, 2)));
    assertIllegal(
        "frame: NaN in row 1 and column 0, expected numbers",
        () -> Frames.write(file, Tensor.of(new double[] {0, 1, Double.NaN, 1}, 2, 2)));
    for (int[] dims : List.of(new int[] {4}, new int[] {5, 2, 2}, new int[] {0, 2}, new int[] {})) {
      assertIllegal(
          "frame: shape "
              + Shape.of(dims)
              + ", expected [height, width] or [channels, height, width] with 1 to 4 channels and"
              + " 1 to 67108864 pixels",
          () -> Frames.write(file, Tensor.zeros(DType.FLOAT32, dims)));
    }
    assertTrue(Files.notExists(file));
  }

  private static void assertIllegal(String sentence, Executable writing) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, writing).getMessage());
  }

  @Test
  void foldersAreReadInTheOrderOfTheirNumbers() throws IOException {
    for (int i : new int[] {10, 9, 1}) {
      Frames.write(
          folder.resolve("frame" + i + ".PNG"), Tensor.full(DType.FLOAT32, i / 255.0, 1, 2, 3));
    }
    Files.writeString(folder.resolve("notes.txt"), "passed over");
    Files.writeString(folder.resolve(".hidden.png"), "passed over");
    Files.createDirectory(folder.resolve("inside.png"));
    Tensor frames = Frames.readFolder(folder);
    assertEquals(Shape.of(3, 1, 2, 3), frames.shape());
    assertArrayEquals(new double[] {1, 9, 10}, frames.mul(255).mean(1, 2, 3).toDoubles(), 1e-5);
    Frames.write(folder.resolve("frame11.png"), Tensor.zeros(DType.FLOAT32, 3, 3));
    assertEquals(
        folder.resolve("frame11.png")
            + ": channels, height and width are [1, 3, 3], but those of frame1.PNG are [1, 2, 3]",
        sentence(() -> Frames.readFolder(folder)));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertEquals(
        empty + ": there is no picture, expected .png, .jpg or .jpeg",
        sentence(() -> Frames.readFolder(empty)));
    assertEquals(
        folder.resolve("missing") + ": cannot be listed: there is no such file",
        sentence(() -> Frames.readFolder(folder.resolve("missing"))));
  }

  @Test
  void foldersAreWrittenWithLeadingZeros() throws IOException {
    Path out = folder.resolve("out");
    Tensor frames = Tensor.arange(12).astype(DType.FLOAT32).div(255).reshape(12, 1, 1, 1);
    Frames.writeFolder(out, frames);
    assertTrue(Files.exists(out.resolve("frame-00.png")));
    assertArrayEquals(frames.toFloats(), Frames.readFolder(out).toFloats());
    Frames.writeFolder(folder.resolve("planes"), frames.reshape(3, 2, 2));
    assertEquals(Shape.of(3, 1, 2, 2), Frames.readFolder(folder.resolve("planes")).shape());
    assertIllegal(
        "frames: shape [12, 1], expected [n, height, width] or [n, channels, height, width]",
        () -> Frames.writeFolder(out, frames.reshape(12, 1)));
  }

  @Test
  void hostilePicturesAreRefused() throws IOException {
    Frames.read(file(GREY));
    Frames.read(file(jpeg(BufferedImage.TYPE_INT_RGB, 8, 8, 0)));
    assertEquals("x.png: this is neither a PNG nor a JPEG picture", refusal(new byte[0]));
    assertEquals("x.png: this is neither a PNG nor a JPEG picture", refusal(hex("474946383961")));
    byte[] wide = GREY.clone();
    ByteBuffer.wrap(wide).putInt(16, 0x7fffffff).putInt(20, 0x7fffffff);
    assertEquals(
        "x.png: the picture has 2147483647 x 2147483647 pixels, expected 1 to 67108864 in all",
        refusal(wide));
    ByteBuffer.wrap(wide).putInt(16, 0x80000000).putInt(20, 1);
    assertEquals(
        "x.png: the picture has 2147483648 x 1 pixels, expected 1 to 67108864 in all",
        refusal(wide));
    ByteBuffer.wrap(wide).putInt(16, 8192).putInt(20, 8192);
    assertEquals(
        "x.png: 71 bytes are too few for a picture of 8192 x 8192 pixels; the file is incomplete",
        refusal(wide));
    ByteBuffer.wrap(wide).putInt(16, 0);
    assertEquals(
        "x.png: the picture has 0 x 8192 pixels, expected 1 to 67108864 in all", refusal(wide));
    byte[] kind = GREY.clone();
    kind[25] = 5;
    assertEquals("x.png: PNG has no colour type 5", refusal(kind));
    byte[] jpeg = jpeg(BufferedImage.TYPE_INT_RGB, 8, 8, 0);
    int size = startOfFrame(jpeg);
    ByteBuffer.wrap(jpeg).putShort(size, (short) 65000).putShort(size + 2, (short) 65000);
    assertEquals(
        "x.png: the picture has 65000 x 65000 pixels, expected 1 to 67108864 in all",
        refusal(jpeg));
    ByteBuffer.wrap(jpeg).putShort(size, (short) 8000).putShort(size + 2, (short) 8000);
    assertEquals(
        "x.png: "
            + jpeg.length
            + " bytes are too few for a picture of 8000 x 8000 pixels; the file is incomplete",
        refusal(jpeg));
    assertEquals(
        folder + ": this is a folder, a picture is needed", sentence(() -> Frames.read(folder)));
    assertEquals(
        folder.resolve("missing.png") + ": there is no such file",
        sentence(() -> Frames.read(folder.resolve("missing.png"))));
  }

  @Test
  void flippedBytesNeverDoHarm() throws IOException {
    List<byte[]> pictures = List.of(GREY, jpeg(BufferedImage.TYPE_INT_RGB, 8, 8, 0x123456));
    SplittableRandom random = new SplittableRandom(23);
    for (int trial = 0; trial < 600; trial++) {
      byte[] damaged = pictures.get(trial % 2).clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) random.nextInt(1, 256);
      }
      Path file = file(damaged);
      long before = allocated();
      try {
        Frames.read(file);
      } catch (DataException expected) {
        assertTrue(String.valueOf(expected.getMessage()).startsWith(file + ": "), "trial " + trial);
      } catch (RuntimeException e) {
        throw new AssertionError("seed 23, trial " + trial, e);
      }
      // A picture may decode to what its bytes can stand for.
      long most = (8L << 20) + 2048L * damaged.length * 16;
      assertTrue(allocated() - before < most, "seed 23, trial " + trial);
    }
  }

  /** Where the height stands in a JPEG file. */
  private static int startOfFrame(byte[] jpeg) {
    for (int at = 2; at < jpeg.length - 9; at++) {
      if (jpeg[at] == (byte) 0xff && jpeg[at + 1] == (byte) 0xc0) {
        return at + 5;
      }
    }
    throw new AssertionError("no start of frame");
  }

  @Test
  void truncatedPicturesAreRefused() throws IOException {
    Path file = folder.resolve("noise.png");
    Frames.write(file, Key.of(410).uniform(DType.FLOAT32, 3, 20, 30));
    byte[] png = Files.readAllBytes(file);
    Frames.read(file(png));
    // The last chunk holds nothing, so a file without it is complete as to its pixels.
    for (int length = 0; length < png.length - 12 - 8; length += 1 + length / 40) {
      refusal(Arrays.copyOf(png, length));
    }
    BufferedImage noise = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1200; i++) {
      noise.setRGB(i % 40, i / 40, i * 7919 * 31);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(noise, "jpeg", bytes));
    byte[] jpeg = bytes.toByteArray();
    Frames.read(file(jpeg));
    for (int length = 0; length < jpeg.length; length += 1 + length / 40) {
      refusal(Arrays.copyOf(jpeg, length));
    }
  }
}

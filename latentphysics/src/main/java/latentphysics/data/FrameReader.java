package latentphysics.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.io.FormatException;

/** Decodes one picture; what is hostile is refused before it is decoded. */
final class FrameReader {
  static final int MOST_PIXELS = 1 << 26;

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final int HEAD = 26;
  private static final int PNG_PALETTE = 3;

  /** Deflate makes at most 258 bytes of two bits. */
  private static final long STRONGEST_PNG = 1032;

  /**
   * Pixels that a byte of JPEG can stand for: every block of 8 × 8 samples takes a bit at least,
   * and at worst two channels have a sample for every fourth pixel, which makes 1024. Twice that,
   * to be on the safe side.
   */
  private static final long STRONGEST_JPEG = 2048;

  private final Path file;
  private final boolean png;
  private final boolean palette;
  private final List<String> warnings = new ArrayList<>();

  private FrameReader(Path file, boolean png, boolean palette) {
    this.file = file;
    this.png = png;
    this.palette = palette;
  }

  static Tensor read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FormatException(file + ": this is a folder, a picture is needed");
    }
    long size = Files.size(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(HEAD);
      byte[] head = in.readNBytes(HEAD);
      in.reset();
      boolean png = startsWith(head, PNG);
      if (!png && !startsWith(head, JPEG)) {
        throw new FormatException(file + ": this is neither a PNG nor a JPEG picture");
      }
      if (png) {
        checkPng(file, head, size);
      }
      return new FrameReader(file, png, png && head[25] == PNG_PALETTE).read(in, size);
    }
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return head.length >= magic.length && Arrays.mismatch(head, magic) >= magic.length;
  }

  /** Judges the first chunk, which has the size, before a decoder sees the file. */
  private static void checkPng(Path file, byte[] head, long size) throws FormatException {
    if (head.length < HEAD) {
      throw new FormatException(file + ": the picture ends within its header");
    }
    ByteBuffer header = ByteBuffer.wrap(head);
    if (header.getInt(8) != 13 || header.getInt(12) != 0x49484452) {
      throw new FormatException(file + ": the picture does not start with an IHDR chunk");
    }
    long width = header.getInt(16) & 0xffff_ffffL;
    long height = header.getInt(20) & 0xffff_ffffL;
    checkSize(file, width, height);
    int samples =
        switch (head[25]) {
          case 0, PNG_PALETTE -> 1;
          case 4 -> 2;
          case 2 -> 3;
          case 6 -> 4;
          default -> throw new FormatException(file + ": PNG has no colour type " + head[25]);
        };
    long bits = width * height * samples * head[24];
    if (bits / 8 > STRONGEST_PNG * size) {
      throw tooShort(file, size, width, height);
    }
  }

  private static void checkSize(Path file, long width, long height) throws FormatException {
    if (width < 1 || height < 1 || width > MOST_PIXELS || width * height > MOST_PIXELS) {
      throw new FormatException(
          file
              + ": the picture has "
              + width
              + " x "
              + height
              + " pixels, expected 1 to "
              + MOST_PIXELS
              + " in all");
    }
  }

  private static FormatException tooShort(Path file, long size, long width, long height) {
    return new FormatException(
        file
            + ": "
            + size
            + " bytes are too few for a picture of "
            + width
            + " x "
            + height
            + " pixels; the file is incomplete");
  }

  private Tensor read(InputStream in, long size) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(png ? "png" : "jpeg");
    if (!readers.hasNext()) {
      throw new FormatException(file + ": this Java platform does not decode such pictures");
    }
    ImageReader reader = readers.next();
    try (MemoryCacheImageInputStream stream = new MemoryCacheImageInputStream(in)) {
      reader.setInput(stream, true, true);
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      checkSize(file, width, height);
      if (!png && (long) width * height > STRONGEST_JPEG * size) {
        throw tooShort(file, size, width, height);
      }
      BufferedImage picture = reader.read(0);
      // The decoder of JPEG makes up what is missing and only warns.
      for (String warning : warnings) {
        if (warning.matches("(?i).*(premature|truncated|corrupt).*")) {
          throw new FormatException(file + ": the picture is incomplete or damaged");
        }
      }
      return tensor(picture);
    } catch (FormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders also throw unchecked exceptions at damaged data.
      throw new FormatException(file + ": the picture is incomplete or damaged", e);
    } finally {
      reader.dispose();
    }
  }

  /** Stored numbers over the largest that their bits can hold, plane by plane. */
  private Tensor tensor(BufferedImage picture) throws FormatException {
    Raster raster = picture.getRaster();
    int width = picture.getWidth();
    int height = picture.getHeight();
    IndexColorModel colours =
        palette && picture.getColorModel() instanceof IndexColorModel model ? model : null;
    int channels = colours == null ? raster.getNumBands() : colours.hasAlpha() ? 4 : 3;
    if (channels > 4 || (long) channels * width * height > Integer.MAX_VALUE - 8) {
      throw new FormatException(
          file + ": the picture has " + channels + " channels, expected at most 4");
    }
    float[] values = new float[channels * width * height];
    int[] row = new int[width];
    for (int channel = 0; channel < channels; channel++) {
      int band = colours == null ? channel : 0;
      float largest =
          colours == null ? (1L << raster.getSampleModel().getSampleSize(band)) - 1 : 255;
      for (int y = 0; y < height; y++) {
        raster.getSamples(0, y, width, 1, band, row);
        int at = (channel * height + y) * width;
        for (int x = 0; x < width; x++) {
          int value = colours == null ? row[x] : colour(colours, row[x], channel);
          values[at + x] = value / largest;
        }
      }
    }
    return Tensor.of(values, channels, height, width);
  }

  private static int colour(IndexColorModel colours, int index, int channel) {
    return switch (channel) {
      case 0 -> colours.getRed(index);
      case 1 -> colours.getGreen(index);
      case 2 -> colours.getBlue(index);
      default -> colours.getAlpha(index);
    };
  }
}

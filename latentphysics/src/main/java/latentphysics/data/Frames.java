package latentphysics.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.io.AtomicFile;
import latentphysics.tensor.io.FormatException;

/**
 * Pictures as tensors of float32 in [0, 1], {@code [channels, height, width]}; for {@code [height,
 * width, channels]} take {@code permute(1, 2, 0)}.
 *
 * <p>PNG and JPEG are read, told apart by their first bytes. Channels are those of the file: grey;
 * grey and alpha; red, green, blue; the same and alpha. A palette is resolved to colours. A number
 * is the stored one divided by the largest of its width (255 for 8 bits, 65535 for 16): no gamma,
 * colour profile or orientation is applied, and colours are not multiplied by alpha.
 *
 * <p>A picture may have up to 2²⁶ pixels (8192 × 8192). Size and kind are judged before anything is
 * decoded, and a file too short for its size is refused without memory being taken for it.
 *
 * <p>Reading throws {@link DataException} with one sentence for a file that cannot be used.
 */
public final class Frames {
  private static final double WHITE = 255;

  private Frames() {}

  /**
   * Reads a picture.
   *
   * @param file PNG or JPEG
   * @return float32, {@code [channels, height, width]}
   * @throws DataException if it cannot be read
   */
  public static Tensor read(Path file) {
    try {
      return FrameReader.read(file);
    } catch (FormatException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + FailureReason.of(e), e);
    }
  }

  /**
   * Reads all pictures in a folder: the files whose names end in .png, .jpg or .jpeg, hidden ones
   * left out, in natural order (frame2 before frame10). Other files are passed over.
   *
   * @return float32, {@code [n, channels, height, width]}, n at least 1
   * @throws DataException if one cannot be read, they differ in size or channels, or there is none
   */
  public static Tensor readFolder(Path folder) {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> inside = Files.list(folder)) {
      inside.filter(Frames::isPicture).forEach(files::add);
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be listed: " + FailureReason.of(e), e);
    }
    if (files.isEmpty()) {
      throw new DataException(folder + ": there is no picture, expected .png, .jpg or .jpeg");
    }
    files.sort((a, b) -> NaturalOrder.INSTANCE.compare(name(a), name(b)));
    List<Tensor> frames = new ArrayList<>();
    for (Path file : files) {
      Tensor frame = read(file);
      Tensor first = frames.isEmpty() ? frame : frames.getFirst();
      if (!frame.shape().equals(first.shape())) {
        throw new DataException(
            file
                + ": channels, height and width are "
                + frame.shape()
                + ", but those of "
                + name(files.getFirst())
                + " are "
                + first.shape());
      }
      frames.add(frame);
      if ((long) first.shape().size() * files.size() > Integer.MAX_VALUE - 8) {
        throw new DataException(
            folder
                + ": "
                + files.size()
                + " pictures of "
                + first.shape()
                + " are too many for one tensor");
      }
    }
    return Tensor.stack(0, frames.toArray(Tensor[]::new));
  }

  private static boolean isPicture(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"))
        && !Files.isDirectory(file);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /**
   * Writes a picture as PNG of 8 bits, replacing what is there when all is written. Numbers are
   * rounded to the nearest of 256 steps; those outside [0, 1] count as the nearer end. What was
   * read from 8 bits is written as the same.
   *
   * @param frame float32 or float64, {@code [height, width]} or {@code [channels, height, width]}
   *     with 1 to 4 channels
   * @throws IllegalArgumentException for another type or shape, for no pixels or more than 2²⁶, and
   *     for NaN
   * @throws IOException if the file cannot be written; what was there is then unchanged
   */
  public static void write(Path file, Tensor frame) throws IOException {
    BufferedImage picture = picture(frame);
    AtomicFile.write(
        file,
        out -> {
          // The writer is named because ImageIO's own short form keeps a file of its own.
          ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
          try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(picture);
          } finally {
            writer.dispose();
          }
        });
  }

  /**
   * Writes pictures as {@code frame-0.png}, {@code frame-1.png} and so on, with leading zeros so
   * that all names are equally long.
   *
   * @param folder which is created if it is not there
   * @param frames float32 or float64, {@code [n, height, width]} or {@code [n, channels, height,
   *     width]}
   * @throws IllegalArgumentException as for {@link #write}
   * @throws IOException if a file cannot be written
   */
  public static void writeFolder(Path folder, Tensor frames) throws IOException {
    if (frames.shape().rank() != 3 && frames.shape().rank() != 4) {
      throw new IllegalArgumentException(
          "frames: shape "
              + frames.shape()
              + ", expected [n, height, width] or [n, channels, height, width]");
    }
    Files.createDirectories(folder);
    int digits = String.valueOf(frames.dim(0) - 1).length();
    int[] dims = frames.shape().dims();
    int[] frame = Arrays.copyOfRange(dims, 1, dims.length);
    for (int i = 0; i < frames.dim(0); i++) {
      String number = String.format(Locale.ROOT, "%0" + digits + "d", i);
      write(folder.resolve("frame-" + number + ".png"), frames.slice(0, i, i + 1).reshape(frame));
    }
  }

  private static BufferedImage picture(Tensor frame) {
    int rank = frame.shape().rank();
    int channels = rank == 3 ? frame.dim(0) : 1;
    long pixels = rank < 2 ? 0 : (long) frame.dim(-1) * frame.dim(-2);
    boolean fits = rank == 2 || (rank == 3 && channels >= 1 && channels <= 4);
    if (!fits || pixels == 0 || pixels > FrameReader.MOST_PIXELS) {
      throw new IllegalArgumentException(
          "frame: shape "
              + frame.shape()
              + ", expected [height, width] or [channels, height, width] with 1 to 4 channels and"
              + " 1 to "
              + FrameReader.MOST_PIXELS
              + " pixels");
    }
    if (frame.dtype() != DType.FLOAT32 && frame.dtype() != DType.FLOAT64) {
      throw new IllegalArgumentException(
          "frame: " + frame.dtype() + ", expected float32 or float64");
    }
    int height = frame.dim(-2);
    int width = frame.dim(-1);
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, channels, null);
    int[] row = new int[width];
    for (int channel = 0; channel < channels; channel++) {
      Tensor plane = rank == 3 ? frame.slice(0, channel, channel + 1) : frame;
      double[] values = plane.toDoubles();
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double value = values[y * width + x];
          if (Double.isNaN(value)) {
            throw new IllegalArgumentException(
                "frame: NaN in row " + y + " and column " + x + ", expected numbers");
          }
          row[x] = (int) Math.rint(WHITE * Math.clamp(value, 0.0, 1.0));
        }
        raster.setSamples(0, y, width, 1, channel, row);
      }
    }
    boolean alpha = channels == 2 || channels == 4;
    ColorSpace colours =
        ColorSpace.getInstance(channels <= 2 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
    ColorModel model =
        new ComponentColorModel(
            colours,
            alpha,
            false,
            alpha ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE,
            DataBuffer.TYPE_BYTE);
    return new BufferedImage(model, raster, false, null);
  }
}

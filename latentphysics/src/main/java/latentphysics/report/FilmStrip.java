package latentphysics.report;

import com.google.gson.JsonObject;
import java.util.Base64;
import java.util.Optional;
import latentphysics.experiment.Outcome;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A forecast of frames, one byte to a pixel. An observation that is two square frames one after the
 * other is taken as a film; its later frame is shown.
 */
public final class FilmStrip {
  /** Fewer columns than two frames of this side are measurements rather than pixels. */
  private static final int SMALLEST_SIDE = 8;

  private final Outcome.Forecast forecast;
  private final int side;

  private FilmStrip(Outcome.Forecast forecast, int side) {
    this.forecast = forecast;
    this.side = side;
  }

  /** The film in a forecast; null when its columns are no frames. */
  static @Nullable FilmStrip of(Outcome.Forecast forecast) {
    if (forecast.observed().length == 0) {
      return null;
    }
    int side = side(forecast.observed()[0].length);
    return side > 0 ? new FilmStrip(forecast, side) : null;
  }

  /** Side of the frames in an observation of so many columns; 0 if they are no frames. */
  private static int side(int columns) {
    int side = (int) Math.round(Math.sqrt(columns / 2.0));
    return side >= SMALLEST_SIDE && 2 * side * side == columns ? side : 0;
  }

  /**
   * The later frames of observations, from the darkest to the brightest number of all on one scale
   * from 0 to 1, {@code [rows, side, side]}.
   *
   * @param observations at least one row
   * @return nothing if they are no frames
   */
  public static Optional<Tensor> frames(double[][] observations) {
    int side = side(observations[0].length);
    if (side == 0) {
      return Optional.empty();
    }
    int pixels = side * side;
    double[] flat = new double[observations.length * pixels];
    for (int i = 0; i < observations.length; i++) {
      System.arraycopy(observations[i], pixels, flat, i * pixels, pixels);
    }
    Tensor frames = Tensor.of(flat, observations.length, side, side);
    double low = frames.min().item();
    double high = frames.max().item();
    return Optional.of(frames.sub(low).mul(high > low ? 1 / (high - low) : 0));
  }

  /** Frames side by side, {@code [rows, height, width]} to {@code [height, rows·width]}. */
  public static Tensor strip(Tensor frames) {
    return frames.transpose(0, 1).reshape(frames.dim(1), frames.dim(0) * frames.dim(2));
  }

  JsonObject json() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    // What was observed sets the scale; a forecast that leaves it is cut off.
    for (double[] row : forecast.observed()) {
      for (double value : row) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    JsonObject json = new JsonObject();
    json.addProperty("side", side);
    json.add("time", Json.rounded(forecast.times()));
    json.addProperty("observed", bytes(forecast.observed(), low, high));
    json.addProperty("predicted", bytes(forecast.predicted(), low, high));
    return json;
  }

  private String bytes(double[][] rows, double low, double high) {
    int pixels = side * side;
    byte[] bytes = new byte[rows.length * pixels];
    double scale = high > low ? 255 / (high - low) : 0;
    for (int i = 0; i < rows.length; i++) {
      for (int p = 0; p < pixels; p++) {
        double level = (rows[i][pixels + p] - low) * scale;
        // A value that is not a number becomes 0.
        bytes[i * pixels + p] = (byte) Math.round(Math.clamp(level, 0, 255));
      }
    }
    return Base64.getEncoder().encodeToString(bytes);
  }
}

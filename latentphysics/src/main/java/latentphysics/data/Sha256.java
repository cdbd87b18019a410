package latentphysics.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of data, so that a result says what it was learned from. */
public final class Sha256 {
  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Hash of all observations, row after row, as little-endian doubles.
   *
   * @return 64 lower-case hexadecimal digits
   */
  public static String of(Trajectories data) {
    Sha256 hash = new Sha256();
    ByteBuffer row =
        ByteBuffer.allocate(data.columns() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Trajectory part : data.parts()) {
      for (double[] observation : part.observations()) {
        row.clear();
        for (double value : observation) {
          row.putDouble(value);
        }
        hash.digest.update(row.flip());
      }
    }
    return hash.hex();
  }

  MessageDigest digest() {
    return digest;
  }

  /** Digits of what was hashed so far; starts anew. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}

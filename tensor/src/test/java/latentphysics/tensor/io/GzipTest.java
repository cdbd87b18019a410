package latentphysics.tensor.io;

import static latentphysics.tensor.io.Bytes.gzip;
import static latentphysics.tensor.io.Bytes.hex;
import static latentphysics.tensor.io.Bytes.join;
import static latentphysics.tensor.io.Bytes.stream;
import static latentphysics.tensor.io.Bytes.utf8;
import static latentphysics.tensor.io.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protects the reading of compressed files, and the limit of what they expand to. */
final class GzipTest {
  @TempDir private Path folder;

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(3).nextBytes(bytes);
    return bytes;
  }

  private static byte[] read(byte[] stored) throws IOException {
    try (InputStream in = Gzip.open(stream(stored), "x")) {
      return in.readAllBytes();
    }
  }

  @Test
  void plainAndCompressedBytes() throws IOException {
    for (int length : new int[] {0, 1, 9, 10, 11, 100_000}) {
      byte[] plain = noise(length);
      assertArrayEquals(plain, read(plain), "plain, " + length);
      assertArrayEquals(plain, read(gzip(plain)), "compressed, " + length);
      Path file = Files.write(folder.resolve("x"), gzip(plain));
      try (InputStream in = Gzip.open(file)) {
        assertArrayEquals(plain, in.readAllBytes(), "by path, " + length);
      }
    }
    assertArrayEquals(hex("1f"), read(hex("1f")));
  }

  @Test
  void severalMembersAreOneFile() throws IOException {
    byte[] first = noise(1000);
    assertArrayEquals(join(first, utf8("end")), read(join(gzip(first), gzip(utf8("end")))));
  }

  @Test
  void damageIsRefused() {
    byte[] stored = gzip(noise(1000));
    for (int length : new int[] {2, 5, 10, 500, stored.length - 1}) {
      byte[] part = Arrays.copyOf(stored, length);
      assertRefused(
          "x: the compressed data ends too early; the file is incomplete", () -> read(part));
    }
    byte[] wrong = stored.clone();
    wrong[stored.length / 2] ^= 0x55;
    assertRefused("x: the compressed data is damaged", () -> read(wrong));
    byte[] sum = stored.clone();
    sum[stored.length - 6] ^= 1;
    assertRefused("x: the compressed data is damaged", () -> read(sum));
  }

  @Test
  void theLimitCountsWhatComesOut() throws IOException {
    byte[] stored = gzip(new byte[100_000]);
    try (InputStream in = Gzip.open(stream(stored), "x", 100_000)) {
      assertEquals(100_000, in.readAllBytes().length);
    }
    assertRefused(
        "x: "
            + stored.length
            + " compressed bytes expand to more than 99999, the limit; open the file with a larger"
            + " one if you trust it",
        () -> {
          try (InputStream in = Gzip.open(stream(stored), "x", 99_999)) {
            in.readAllBytes();
          }
        });
    assertThrows(
        FormatException.class,
        () -> {
          try (InputStream in = Gzip.open(stream(stored), "x", 99_999)) {
            in.skipNBytes(100_000);
          }
        },
        "what is skipped counts too");
    assertThrows(IllegalArgumentException.class, () -> Gzip.open(stream(stored), "x", -1));
  }

  @Test
  void withoutALimitOfOnesOwnTheRatioCounts() {
    assertFalse(Gzip.excessive(1L << 28, 1, Gzip.BY_RATIO), "256 MiB are free");
    assertTrue(Gzip.excessive((1L << 28) + 1, 1, Gzip.BY_RATIO));
    assertFalse(Gzip.excessive(1L << 40, (1L << 40) / 99, Gzip.BY_RATIO), "99 : 1");
    assertTrue(Gzip.excessive(1L << 40, (1L << 40) / 102, Gzip.BY_RATIO), "102 : 1");
  }
}

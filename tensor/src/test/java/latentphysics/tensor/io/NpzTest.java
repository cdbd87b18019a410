package latentphysics.tensor.io;

import static java.util.Objects.requireNonNull;
import static latentphysics.tensor.io.Bytes.hex;
import static latentphysics.tensor.io.Bytes.npy;
import static latentphysics.tensor.io.Bytes.stream;
import static latentphysics.tensor.io.Refusal.assertRefused;
import static latentphysics.tensor.io.Same.assertSame;
import static latentphysics.tensor.io.Same.names;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protects archives of arrays: those of NumPy are read, hostile ones are not. */
final class NpzTest {
  /** {@code numpy.savez(file, a=numpy.array([1, 2], '<f4'))}, NumPy 2.4. */
  private static final String STORED =
      "504b03042d0000000000000021009acaabe7ffffffffffffffff05001400612e6e7079010010008800000000000000"
          + "8800000000000000934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f"
          + "6f72646572273a2046616c73652c20277368617065273a2028322c292c207d"
          + "20".repeat(60)
          + "0a0000803f00000040504b01022d032d0000000000000021009acaabe7880000008800000005000000000000"
          + "0000000000800100000000612e6e7079504b0506000000000100010033000000bf0000000000";

  /** {@code numpy.savez_compressed} of the same and of b, 2 × 2 zeros of i4. */
  private static final String DEFLATED =
      "504b03042d0000000800000021009acaabe7ffffffffffffffff05001400612e6e7079010010008800000000000000"
          + "4c000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9366a2aea3a09e965f545294"
          + "98179f5f94920a12774bcc294e058a17672416a402f91a463a9a3a0ab50a14002e0686067b0606060700"
          + "504b03042d000000080000002100c157df3fffffffffffffffff05001400622e6e7079010010009000000000"
          + "00000049000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9369a2aea3a09e965f"
          + "54529498179f5f94920a12774bcc294e058a17672416a402f91a463a0a469a3a0ab50a64032e06340000"
          + "504b01022d032d0000000800000021009acaabe74c0000008800000005000000000000000000000080010000"
          + "0000612e6e7079504b01022d032d000000080000002100c157df3f4900000090000000050000000000000000"
          + "00000080018300"
          + "0000622e6e7079504b0506000000000200020066000000030100000000";

  @TempDir private Path folder;

  private static Map<String, Tensor> read(byte[] bytes) throws IOException {
    return Npz.read(stream(bytes), "x");
  }

  /** An archive of entries with their content, in pairs. */
  private static byte[] zip(int method, Object... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        ZipEntry entry = new ZipEntry((String) entries[i]);
        byte[] content = (byte[]) entries[i + 1];
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setCrc(crc.getValue());
          entry.setSize(content.length);
          entry.setCompressedSize(content.length);
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] stored(Object... entries) throws IOException {
    return zip(ZipEntry.STORED, entries);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where the record of the n-th entry in the directory starts. */
  private static int central(byte[] archive, int n) {
    ByteBuffer bytes = buffer(archive);
    int found = -1;
    for (int at = 0; at < archive.length - 4; at++) {
      if (bytes.getInt(at) == 0x02014b50 && ++found == n) {
        return at;
      }
    }
    throw new AssertionError("no such entry");
  }

  @Test
  void archivesOfNumpyAreRead() throws IOException {
    Tensor a = Tensor.of(new float[] {1, 2});
    Map<String, Tensor> stored = read(hex(STORED));
    assertEquals(List.of("a"), names(stored));
    assertSame(a, requireNonNull(stored.get("a")), "stored");
    Map<String, Tensor> deflated = read(hex(DEFLATED));
    assertEquals(List.of("a", "b"), names(deflated));
    assertSame(a, requireNonNull(deflated.get("a")), "deflated");
    assertSame(Tensor.zeros(DType.INT32, 2, 2), requireNonNull(deflated.get("b")), "deflated");
    Path file = Files.write(folder.resolve("x.npz"), hex(DEFLATED));
    assertSame(a, requireNonNull(Npz.read(file).get("a")), "by path");
  }

  @Test
  void whatIsWrittenIsReadBitByBit() throws IOException {
    Map<String, Tensor> samples = new LinkedHashMap<>(Same.samples());
    samples.put("\u6f22 \ud83d\ude00/..", Tensor.of(new float[] {1}));
    samples.put("", Tensor.of(new float[] {2}));
    for (boolean compressed : new boolean[] {false, true}) {
      Path file = folder.resolve("x.npz");
      if (compressed) {
        Npz.writeCompressed(file, samples);
      } else {
        Npz.write(file, samples);
      }
      Map<String, Tensor> found = Npz.read(file);
      assertEquals(names(samples), names(found));
      samples.forEach((name, tensor) -> assertSame(tensor, requireNonNull(found.get(name)), name));
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      Npz.write(stream, samples, compressed);
      assertArrayEquals(Files.readAllBytes(file), stream.toByteArray(), "the same bytes again");
      assertEquals(names(samples), names(read(stream.toByteArray())));
    }
  }

  @Test
  void anEmptyArchive() throws IOException {
    Path file = folder.resolve("x.npz");
    Npz.write(file, Map.of());
    assertEquals(Map.of(), Npz.read(file));
  }

  @Test
  void namesThatDoNotFitAreRefusedBeforeAnythingIsWritten() {
    Map<String, Tensor> tensors = Map.of("n".repeat(65532), Tensor.scalar(DType.FLOAT32, 1));
    Path file = folder.resolve("x.npz");
    assertEquals(
        "npz: a name of 65532 bytes, expected at most 65531",
        assertThrows(IllegalArgumentException.class, () -> Npz.write(file, tensors)).getMessage());
    assertTrue(Files.notExists(file));
  }

  @Test
  void entriesThatAreNoArraysAreRefused() throws IOException {
    byte[] text = stored("readme.txt", new byte[3]);
    assertRefused(
        "x: entry 'readme.txt' is no array, expected a name that ends in .npy", () -> read(text));
    byte[] wrong = stored("a.npy", new byte[30]);
    assertRefused(
        "x: entry 'a.npy': this is no npy file, it does not start with \\x93NUMPY",
        () -> read(wrong));
    byte[] pickle =
        stored("a.npy", npy("{'descr': '|O', 'fortran_order': False, 'shape': ()}", new byte[9]));
    assertRefused(
        "x: entry 'a.npy': dtype '|O' means pickled Python objects, which are never read",
        () -> read(pickle));
  }

  @Test
  void namesThatOccurTwiceAreRefused() throws IOException {
    byte[] array = npy("|u1", "(1,)", new byte[1]);
    byte[] archive = stored("a.npy", array, "b.npy", array);
    String twice = new String(archive, StandardCharsets.ISO_8859_1).replace("b.npy", "a.npy");
    assertRefused(
        "x: two entries are called 'a.npy'",
        () -> read(twice.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void overlappingEntriesAreRefused() throws IOException {
    byte[] array = npy("|u1", "(1,)", new byte[1]);
    byte[] inner = stored("b.npy", array);
    // The local header and the data of b lie inside the data of a.
    byte[] archive = stored("a.npy", inner, "b.npy", array);
    ByteBuffer bytes = buffer(archive);
    bytes.putInt(central(archive, 2) + 42, 30 + "a.npy".length());
    assertRefused("x: entries 'a.npy' and 'b.npy' overlap", () -> read(archive));
  }

  @Test
  void sizesThatCannotBeTrueAreRefused() throws IOException {
    byte[] array = npy("|u1", "(1,)", new byte[1]);
    byte[] stored = stored("a.npy", array);
    int at = central(stored, 0);
    byte[] unequal = stored.clone();
    buffer(unequal).putInt(at + 24, 1 << 30);
    assertRefused(
        "x: entry 'a.npy' says that its " + array.length + " stored bytes make 1073741824",
        () -> read(unequal));
    byte[] beyond = stored.clone();
    buffer(beyond).putInt(at + 20, 1 << 30).putInt(at + 24, 1 << 30);
    assertRefused(
        "x: entry 'a.npy' has " + array.length + " bytes of data at most, expected 1073741824",
        () -> read(beyond));
    byte[] deflated = zip(ZipEntry.DEFLATED, "a.npy", array);
    at = central(deflated, 0);
    int compressed = buffer(deflated).getInt(at + 20);
    byte[] bomb = deflated.clone();
    buffer(bomb).putInt(at + 24, 1 << 30);
    assertRefused(
        "x: entry 'a.npy' says that its " + compressed + " stored bytes make 1073741824",
        () -> read(bomb));
    for (int wrong : new int[] {array.length - 1, array.length + 1}) {
      byte[] lying = deflated.clone();
      buffer(lying).putInt(at + 24, wrong);
      assertThrows(FormatException.class, () -> read(lying), "size " + wrong);
    }
  }

  @Test
  void anArrayLongerThanItsEntryIsRefusedWithoutMemoryForIt() throws IOException {
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      byte[] archive = zip(method, "a.npy", npy("<f8", "(2147483639,)", new byte[6]));
      assertRefused(
          "x: entry 'a.npy': the file ends after 6 bytes of it, expected 17179869112",
          () -> read(archive));
    }
  }

  @Test
  void whatExpandsTooMuchIsRefused() throws IOException {
    Tensor zeros = Tensor.zeros(DType.FLOAT32, 1 << 16);
    Path file = folder.resolve("x.npz");
    Npz.writeCompressed(file, Map.of("a", zeros));
    assertSame(zeros, requireNonNull(Npz.read(file).get("a")), "below 256 MiB");
    String message =
        String.valueOf(
            assertThrows(FormatException.class, () -> Npz.read(file, 1 << 18)).getMessage());
    assertTrue(
        message.matches(
            ".*x.npz: entry 'a.npy' brings what \\d+ stored bytes expand to, to 262272, beyond the"
                + " limit; read the file with a larger one if you trust it"),
        message);
    assertSame(zeros, requireNonNull(Npz.read(file, 262272).get("a")), "with a larger limit");
    assertThrows(IllegalArgumentException.class, () -> Npz.read(file, -1));
  }

  @Test
  void damageIsFound() throws IOException {
    byte[] noise = new byte[100];
    new SplittableRandom(5).nextBytes(noise);
    byte[] array = npy("|u1", "(100,)", noise);
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      byte[] archive = zip(method, "a.npy", array);
      int data = 30 + "a.npy".length();
      for (int at = data; at < data + 100; at++) {
        byte[] damaged = archive.clone();
        damaged[at] ^= 0x10;
        assertThrows(
            FormatException.class, () -> read(damaged), "method " + method + ", byte " + at);
      }
    }
    byte[] wrongSum = stored("a.npy", array);
    wrongSum[central(wrongSum, 0) + 16] ^= 1;
    assertRefused(
        "x: entry 'a.npy' does not have the size and checksum it should have",
        () -> read(wrongSum));
  }

  @Test
  void truncatedArchivesAreRefused() {
    byte[] whole = hex(DEFLATED);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertRefused("x: this is no zip archive, or its end is missing", () -> read(part));
    }
  }

  @Test
  void directoriesThatAreNotWhereTheyAreSaidToBeAreRefused() {
    byte[] archive = hex(STORED);
    int end = archive.length - 22;
    byte[] far = archive.clone();
    buffer(far).putInt(end + 16, 0x7fffffff);
    assertRefused(
        "x: the zip directory at byte 2147483647 is not where it is said to be", () -> read(far));
    byte[] many = archive.clone();
    buffer(many).putShort(end + 10, (short) 0x7fff);
    assertRefused("x: a zip directory of 51 bytes for 32767 entries", () -> read(many));
    byte[] large = archive.clone();
    buffer(large).putInt(end + 12, 0x7fffffff);
    assertRefused(
        "x: the zip directory at byte 191 is not where it is said to be", () -> read(large));
    byte[] encrypted = archive.clone();
    encrypted[central(archive, 0) + 8] = 1;
    assertRefused("x: entry 'a.npy' is encrypted, expected plain data", () -> read(encrypted));
    byte[] method = archive.clone();
    method[central(archive, 0) + 10] = 12;
    assertRefused(
        "x: entry 'a.npy' is compressed by method 12, expected 0 (stored) or 8 (deflated)",
        () -> read(method));
    byte[] elsewhere = archive.clone();
    elsewhere[central(archive, 0) + 42] = 3;
    assertRefused(
        "x: entry 'a.npy' is not at byte 3, where it is said to be", () -> read(elsewhere));
    byte[] name = archive.clone();
    name[central(archive, 0) + 46] = (byte) 0xff;
    assertRefused("x: the name of an entry is not UTF-8", () -> read(name));
  }

  @Test
  void changedBytesDoNoHarm() {
    Refusal.assertHarmless(hex(STORED), 17, NpzTest::read);
    Refusal.assertHarmless(hex(DEFLATED), 18, NpzTest::read);
  }
}

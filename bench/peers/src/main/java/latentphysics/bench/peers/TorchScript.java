package latentphysics.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript module of one method, so that a loop of operations runs inside PyTorch and
 * the way into it is paid once.
 *
 * <p>The format is a ZIP archive of stored entries: the source, the pickled module object (here
 * without any parameter), the pickled tuple of constants (here none), and a version.
 */
final class TorchScript {
  // Pickle, protocol 2: GLOBAL __torch__.Work, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK,
  // "training": False, SETITEMS, BUILD, STOP.
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nWork\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0089ub.";
  // EMPTY_TUPLE, STOP.
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private TorchScript() {}

  /**
   * A module whose method {@code forward(count, x0, x1, …)} evaluates an expression {@code count}
   * times and returns the last value.
   *
   * @param inputs number of tensors
   * @param lines statements before the last, which may assign names
   * @param expression of the last statement, a tensor
   */
  static byte[] loop(int inputs, String lines, String expression) {
    StringBuilder source =
        new StringBuilder(
            """
            class Work(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Work,
                  count: int\
            """);
    for (int i = 0; i < inputs; i++) {
      source.append(",\n      x").append(i).append(": Tensor");
    }
    source.append(") -> Tensor:\n    y = x0\n    for i in range(count):\n");
    lines.lines().forEach(line -> source.append("      ").append(line).append('\n'));
    source.append("      y = ").append(expression).append("\n    return y\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "work/data.pkl", latin1(OBJECT));
      store(zip, "work/code/__torch__.py", source.toString().getBytes(UTF_8));
      store(zip, "work/constants.pkl", latin1(NO_CONSTANTS));
      store(zip, "work/version", latin1("3\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] latin1(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) text.charAt(i);
    }
    return bytes;
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}

package latentphysics.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
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
   * A module whose method {@code forward(first, count, x0, x1, …)} does something {@code count}
   * times, with {@code i} from {@code first} on, and returns the last results.
   *
   * @param inputs number of tensors
   * @param before statements before the loop
   * @param lines statements of the loop, which may assign names
   * @param results expressions of tensors, evaluated in the loop behind the lines; one of them is
   *     returned as it is, several as a list
   */
  static byte[] loop(int inputs, String before, String lines, List<String> results) {
    boolean one = results.size() == 1;
    String joined = String.join(", ", results);
    StringBuilder source =
        new StringBuilder(
            """
            class Work(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Work,
                  first: Tensor,
                  count: Tensor\
            """);
    for (int i = 0; i < inputs; i++) {
      source.append(",\n      x").append(i).append(": Tensor");
    }
    source.append(") -> ").append(one ? "Tensor" : "List[Tensor]").append(":\n");
    source.append("    y = ").append(one ? "x0" : "[x0]").append('\n');
    before.lines().forEach(line -> source.append("    ").append(line).append('\n'));
    source.append("    for i in range(int(first), int(first) + int(count)):\n");
    lines.lines().forEach(line -> source.append("      ").append(line).append('\n'));
    source.append("      y = ").append(one ? joined : "[" + joined + "]");
    source.append("\n    return y\n");
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

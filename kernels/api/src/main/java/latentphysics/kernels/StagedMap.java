package latentphysics.kernels;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.expr.Stages;
import latentphysics.kernels.expr.Stages.Stage;
import org.jspecify.annotations.Nullable;

/**
 * A map kernel that runs the stages of a long program one after the other on blocks that stay in
 * the cache. C2 never compiles a method of more than 8,000 bytes, and makes poor code long before.
 */
public final class StagedMap implements MapKernel {
  private static final int BLOCK = 1024;
  private static final Object NONE = new Object();

  private final Instructions program;
  private final Stages stages;
  private final List<MapKernel> kernels;
  private final AtomicReference<@Nullable Workspace> spare = new AtomicReference<>();

  /**
   * A kernel of several stages.
   *
   * @param longest most instructions of a stage; shorter programs have one stage
   * @param compiler makes the kernel of a stage
   */
  public StagedMap(Instructions program, int longest, Function<Instructions, MapKernel> compiler) {
    this.program = program;
    stages = Stages.of(program, longest);
    kernels = stages.stages().stream().map(stage -> compiler.apply(stage.program())).toList();
  }

  /** What a run needs; kept for the next one. */
  private final class Workspace {
    private final Object[] temporaries = new Object[stages.temporaries()];
    private final Object[][] arrays = new Object[kernels.size()][];
    private final int[][] offsets = new int[kernels.size()][];
    private final int[][] strides = new int[kernels.size()][];
    private final int[][] steps = new int[kernels.size()][];

    Workspace() {
      for (int t = 0; t < temporaries.length; t++) {
        temporaries[t] = program.type().newArray(BLOCK);
      }
      for (int s = 0; s < arrays.length; s++) {
        int size = stages.stages().get(s).operands().size();
        arrays[s] = new Object[size];
        offsets[s] = new int[size];
        strides[s] = new int[size];
        steps[s] = new int[size];
      }
    }

    /** Elements {@code from … to−1} of one row. */
    void run(Object[] of, int[] offset, int[] stride, int from, int to) {
      for (int s = 0; s < arrays.length; s++) {
        prepare(s, of, offset, stride, from);
        kernels.get(s).run(arrays[s], offsets[s], strides[s], from, to);
      }
    }

    /** All rows from number {@code first} on that fit into a block together. */
    void rows(
        Object[] of,
        int[] offset,
        int[] stride,
        int[] step,
        int first,
        int rows,
        int from,
        int to) {
      for (int s = 0; s < arrays.length; s++) {
        prepare(s, of, offset, stride, from);
        Stage stage = stages.stages().get(s);
        for (int p = 0; p < arrays[s].length; p++) {
          int operand = stage.operands().get(p);
          boolean given = operand < of.length;
          steps[s][p] = given ? step[operand] : to - from;
          offsets[s][p] += given ? first * step[operand] : 0;
        }
        kernels.get(s).run(arrays[s], offsets[s], strides[s], steps[s], rows, from, to);
      }
    }

    private void prepare(int s, Object[] of, int[] offset, int[] stride, int from) {
      Stage stage = stages.stages().get(s);
      for (int p = 0; p < arrays[s].length; p++) {
        int operand = stage.operands().get(p);
        boolean given = operand < of.length;
        arrays[s][p] = given ? of[operand] : temporaries[operand - of.length];
        // Temporary arrays begin with the block.
        offsets[s][p] = given ? offset[operand] : -from;
        strides[s][p] = given ? stride[operand] : 1;
      }
    }

    /** Holds on to no array of the caller. */
    void clear() {
      for (Object[] array : arrays) {
        Arrays.fill(array, NONE);
      }
    }
  }

  @Override
  public void run(Object[] arrays, int[] offsets, int[] strides, int from, int to) {
    Workspace workspace = workspace();
    for (int start = from; start < to; start += BLOCK) {
      workspace.run(arrays, offsets, strides, start, Math.min(to, start + BLOCK));
    }
    giveBack(workspace);
  }

  @Override
  public void run(
      Object[] arrays, int[] offsets, int[] strides, int[] steps, int rows, int from, int to) {
    if (to - from > BLOCK / 2) {
      MapKernel.super.run(arrays, offsets, strides, steps, rows, from, to);
      return;
    }
    Workspace workspace = workspace();
    int together = BLOCK / Math.max(1, to - from);
    for (int first = 0; first < rows; first += together) {
      int count = Math.min(together, rows - first);
      workspace.rows(arrays, offsets, strides, steps, first, count, from, to);
    }
    giveBack(workspace);
  }

  private Workspace workspace() {
    Workspace own = spare.getAndSet(null);
    return own == null ? new Workspace() : own;
  }

  private void giveBack(Workspace workspace) {
    workspace.clear();
    spare.set(workspace);
  }
}

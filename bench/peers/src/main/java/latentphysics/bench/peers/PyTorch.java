package latentphysics.bench.peers;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch through DJL. The loop over the calls is TorchScript, so neither JNI nor DJL is charged to
 * PyTorch; the script's interpreter costs it some tenths of a microsecond for each operation.
 */
final class PyTorch {
  static final String NAME = "PyTorch";

  private static final String MISSING =
      "PyTorch does not run here: DJL needs its native library for this system"
          + " (-Dpytorch.platform=…)";

  private PyTorch() {}

  private static final class Loaded {
    static final @Nullable Throwable FAILURE;
    static final String VERSION;

    static {
      Throwable failure = null;
      String version = "";
      try {
        version = Engine.getEngine("PyTorch").getVersion();
        // Otherwise it removes work whose result is not used and moves it out of the loop.
        JniUtils.setGraphExecutorOptimize(false);
      } catch (RuntimeException | LinkageError e) {
        failure = e;
      }
      FAILURE = failure;
      VERSION = version;
    }
  }

  private static void load() {
    if (Loaded.FAILURE != null) {
      throw new MissingPeerException(MISSING, Loaded.FAILURE);
    }
  }

  static String version() {
    load();
    return Loaded.VERSION;
  }

  /** An expression of the operands x0, x1, … */
  static Opponent.Maker script(String expression) {
    return script("", new String[] {expression});
  }

  /** Statements, one a line, then expressions of the operands x0, x1, … and assigned names. */
  static Opponent.Maker script(String lines, String... results) {
    return (operands, threads) -> {
      load();
      byte[] module = TorchScript.loop(operands.size(), "", lines, List.of(results));
      return new Script(module, false, operands, threads);
    };
  }

  /**
   * A script that may take derivatives: statements that are done once for a batch of calls, then
   * those of a call, where {@code i} is the number of calls before it, then the expressions of its
   * results. What it changes in place of the operands x0, x1, … stays so for the next call.
   */
  static Opponent.Maker training(String before, String lines, String... results) {
    return (operands, threads) -> {
      load();
      byte[] module = TorchScript.loop(operands.size(), before, lines, List.of(results));
      return new Script(module, true, operands, threads);
    };
  }

  private static final class Script implements Contender {
    private final PtNDManager manager =
        (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final PtSymbolBlock module;
    private final boolean gradients;
    private final List<PtNDArray> operands;
    private @Nullable NDList last;
    private long done;

    Script(byte[] archive, boolean gradients, List<Operand> operands, int threads) {
      this.gradients = gradients;
      JniUtils.setNumThreads(threads);
      try {
        module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      this.operands = operands.stream().map(this::tensor).toList();
    }

    private PtNDArray tensor(Operand operand) {
      Shape shape = new Shape(Arrays.stream(operand.dims()).asLongStream().toArray());
      return (PtNDArray)
          (operand.dtype() == DType.FLOAT32
              ? manager.create(operand.floats(), shape)
              : manager.create(operand.doubles(), shape));
    }

    @Override
    public void run(int calls) {
      try (PtNDArray first = (PtNDArray) manager.create(done);
          PtNDArray count = (PtNDArray) manager.create((long) calls)) {
        List<PtNDArray> inputs = new ArrayList<>(List.of(first, count));
        inputs.addAll(operands);
        NDList results = gradients ? withGradients(inputs) : withoutGradients(inputs);
        if (last != null) {
          last.close();
        }
        last = results;
      }
      done += calls;
    }

    private NDList withGradients(List<PtNDArray> inputs) {
      JniUtils.setGradMode(true);
      try {
        return IValueUtils.forward(module, new NDList(inputs.toArray(NDArray[]::new)), true);
      } finally {
        JniUtils.setGradMode(false);
      }
    }

    /** In PyTorch's inference mode, in which each operation costs less and none is recorded. */
    private NDList withoutGradients(List<PtNDArray> inputs) {
      IValue[] values = inputs.stream().map(IValue::from).toArray(IValue[]::new);
      try (IValue result = IValueUtils.forward(module, values)) {
        return result.toNDList(manager);
      } finally {
        Arrays.stream(values).forEach(IValue::close);
      }
    }

    @Override
    public double[] result() {
      return results().getFirst();
    }

    @Override
    public List<double[]> results() {
      return last == null ? List.of(new double[0]) : last.stream().map(Script::numbers).toList();
    }

    private static double[] numbers(NDArray array) {
      if (array.getDataType() == DataType.FLOAT64) {
        return array.toDoubleArray();
      }
      float[] floats = array.toFloatArray();
      return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }

    @Override
    public void close() {
      if (last != null) {
        last.close();
      }
      operands.forEach(PtNDArray::close);
      module.close();
      manager.close();
    }
  }
}

package latentphysics.bench.peers;

import ai.djl.Device;
import ai.djl.engine.Engine;
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
    return script("", expression);
  }

  /** Statements, one a line, then an expression of the operands x0, x1, … and assigned names. */
  static Opponent.Maker script(String lines, String expression) {
    return (operands, threads) -> {
      load();
      return new Script(TorchScript.loop(operands.size(), lines, expression), operands, threads);
    };
  }

  private static final class Script implements Contender {
    private final PtNDManager manager =
        (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final PtSymbolBlock module;
    private final List<IValue> operands;
    private @Nullable IValue last;

    Script(byte[] archive, List<Operand> operands, int threads) {
      JniUtils.setNumThreads(threads);
      try {
        module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      this.operands = operands.stream().map(o -> IValue.from(tensor(o))).toList();
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
      IValue[] inputs = new IValue[operands.size() + 1];
      for (int i = 0; i < operands.size(); i++) {
        inputs[i + 1] = operands.get(i);
      }
      try (IValue count = IValue.from((long) calls)) {
        inputs[0] = count;
        IValue result = IValueUtils.forward(module, inputs);
        if (last != null) {
          last.close();
        }
        last = result;
      }
    }

    @Override
    public double[] result() {
      if (last == null) {
        return new double[0];
      }
      try (PtNDArray values = last.toTensor(manager)) {
        if (values.getDataType() == DataType.FLOAT64) {
          return values.toDoubleArray();
        }
        float[] floats = values.toFloatArray();
        return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
      }
    }

    @Override
    public void close() {
      if (last != null) {
        last.close();
      }
      operands.forEach(IValue::close);
      module.close();
      manager.close();
    }
  }
}

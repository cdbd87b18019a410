package latentphysics.kernels.scalar;

import java.util.List;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.expr.Instructions.Instruction;
import latentphysics.kernels.expr.PayneHanek;

/**
 * Runs the instructions of one element one by one: slow, and plain enough to be read as a proof.
 */
final class Interpreter {
  private Interpreter() {}

  /** Outputs of a float32 program. */
  static float[] run(Instructions program, float... inputs) {
    int size = program.list().size();
    float[] numbers = new float[size];
    int[] bits = new int[size];
    for (int v = 0; v < size; v++) {
      Instruction in = program.list().get(v);
      List<Integer> args = in.arguments();
      int literal = (int) in.literal();
      float a = numbers[argument(args, 0)];
      float b = numbers[argument(args, 1)];
      float c = numbers[argument(args, 2)];
      float d = numbers[argument(args, 3)];
      int x = bits[argument(args, 0)];
      int y = bits[argument(args, 1)];
      switch (in.op()) {
        case INPUT -> numbers[v] = inputs[literal];
        case CONSTANT -> numbers[v] = (float) in.number();
        case NEG -> numbers[v] = -a;
        case ABS -> numbers[v] = Math.abs(a);
        case SQRT -> numbers[v] = (float) Math.sqrt(a);
        case ADD -> numbers[v] = a + b;
        case SUB -> numbers[v] = a - b;
        case MUL -> numbers[v] = a * b;
        case DIV -> numbers[v] = a / b;
        case FMA -> numbers[v] = Math.fma(a, b, c);
        case SELECT_LT -> numbers[v] = a < b ? c : d;
        case SELECT_LE -> numbers[v] = a <= b ? c : d;
        case SELECT_EQ -> numbers[v] = a == b ? c : d;
        case FAR_ANGLE ->
            numbers[v] =
                switch (PayneHanek.Part.of(literal)) {
                  case REMAINDER -> PayneHanek.remainder(a, b);
                  case TAIL -> PayneHanek.tail(a, b);
                  case QUADRANT -> PayneHanek.quadrant(a, b);
                };
        case FROM_BITS -> numbers[v] = Float.intBitsToFloat(x);
        case BITS_OF -> bits[v] = Float.floatToRawIntBits(a);
        case BITS_CONSTANT -> bits[v] = literal;
        case BITS_ADD -> bits[v] = x + y;
        case BITS_SUB -> bits[v] = x - y;
        case BITS_AND -> bits[v] = x & y;
        case BITS_XOR -> bits[v] = x ^ y;
        case BITS_SHIFT_LEFT -> bits[v] = x << literal;
        case BITS_SHIFT_RIGHT -> bits[v] = x >> literal;
      }
    }
    float[] outputs = new float[program.outputs().size()];
    for (int o = 0; o < outputs.length; o++) {
      outputs[o] = numbers[program.outputs().get(o)];
    }
    return outputs;
  }

  /** Outputs of a float64 program. */
  static double[] run(Instructions program, double... inputs) {
    int size = program.list().size();
    double[] numbers = new double[size];
    long[] bits = new long[size];
    for (int v = 0; v < size; v++) {
      Instruction in = program.list().get(v);
      List<Integer> args = in.arguments();
      double a = numbers[argument(args, 0)];
      double b = numbers[argument(args, 1)];
      double c = numbers[argument(args, 2)];
      double d = numbers[argument(args, 3)];
      long x = bits[argument(args, 0)];
      long y = bits[argument(args, 1)];
      switch (in.op()) {
        case INPUT -> numbers[v] = inputs[(int) in.literal()];
        case CONSTANT -> numbers[v] = in.number();
        case NEG -> numbers[v] = -a;
        case ABS -> numbers[v] = Math.abs(a);
        case SQRT -> numbers[v] = Math.sqrt(a);
        case ADD -> numbers[v] = a + b;
        case SUB -> numbers[v] = a - b;
        case MUL -> numbers[v] = a * b;
        case DIV -> numbers[v] = a / b;
        case FMA -> numbers[v] = Math.fma(a, b, c);
        case SELECT_LT -> numbers[v] = a < b ? c : d;
        case SELECT_LE -> numbers[v] = a <= b ? c : d;
        case SELECT_EQ -> numbers[v] = a == b ? c : d;
        case FAR_ANGLE ->
            numbers[v] =
                switch (PayneHanek.Part.of(in.literal())) {
                  case REMAINDER -> PayneHanek.remainder(a, b);
                  case TAIL -> PayneHanek.tail(a, b);
                  case QUADRANT -> PayneHanek.quadrant(a, b);
                };
        case FROM_BITS -> numbers[v] = Double.longBitsToDouble(x);
        case BITS_OF -> bits[v] = Double.doubleToRawLongBits(a);
        case BITS_CONSTANT -> bits[v] = in.literal();
        case BITS_ADD -> bits[v] = x + y;
        case BITS_SUB -> bits[v] = x - y;
        case BITS_AND -> bits[v] = x & y;
        case BITS_XOR -> bits[v] = x ^ y;
        case BITS_SHIFT_LEFT -> bits[v] = x << in.literal();
        case BITS_SHIFT_RIGHT -> bits[v] = x >> in.literal();
      }
    }
    double[] outputs = new double[program.outputs().size()];
    for (int o = 0; o < outputs.length; o++) {
      outputs[o] = numbers[program.outputs().get(o)];
    }
    return outputs;
  }

  /** Position of an argument; of any instruction, 0, where there is none. */
  private static int argument(List<Integer> arguments, int i) {
    return i < arguments.size() ? arguments.get(i) : 0;
  }
}

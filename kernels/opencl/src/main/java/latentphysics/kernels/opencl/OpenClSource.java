package latentphysics.kernels.opencl;

import java.util.List;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.expr.Instructions.Instruction;

/**
 * Writes a map as OpenCL C: one work item for each element, one variable for each instruction.
 *
 * <p>Nothing may be contracted or reordered, constants are written as patterns, and patterns are
 * unsigned because a signed sum that overflows is undefined in C.
 */
final class OpenClSource {
  /** Name of the kernel in the source. */
  static final String KERNEL = "map";

  private final Instructions program;
  private final int repeated;
  private final boolean single;
  private final StringBuilder source = new StringBuilder();

  private OpenClSource(Instructions program, int repeated) {
    this.program = program;
    this.repeated = repeated;
    single = program.type() == ElementType.FLOAT32;
  }

  /**
   * The source. Its arguments are the number of elements, then each operand's memory and offset.
   *
   * @param repeated bit p is set where operand p repeats one value
   */
  static String of(Instructions program, int repeated) {
    OpenClSource writer = new OpenClSource(program, repeated);
    writer.write();
    return writer.source.toString();
  }

  private void write() {
    String number = single ? "float" : "double";
    String bits = single ? "uint" : "ulong";
    source.append("#pragma OPENCL FP_CONTRACT OFF\n");
    if (!single) {
      source.append("#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n");
    }
    source.append("__kernel void ").append(KERNEL).append("(uint n");
    int operands = program.inputs() + program.outputs().size();
    for (int p = 0; p < operands; p++) {
      String access = p < program.inputs() ? "const " : "";
      source.append(",\n    __global ").append(access).append(number);
      source.append(" *x").append(p).append(", uint o").append(p);
    }
    source.append(") {\n  uint i = (uint) get_global_id(0);\n  if (i >= n) return;\n");
    List<Instruction> list = program.list();
    for (int v = 0; v < list.size(); v++) {
      Instruction in = list.get(v);
      source.append("  ").append(in.op().isBits() ? bits : number).append(" v").append(v);
      source.append(" = ").append(expression(in)).append(";\n");
    }
    for (int o = 0; o < program.outputs().size(); o++) {
      source.append("  ").append(element(program.inputs() + o)).append(" = v");
      source.append(program.outputs().get(o)).append(";\n");
    }
    source.append("}\n");
  }

  private String element(int operand) {
    String index = (repeated >> operand & 1) != 0 ? "" : " + i";
    return "x" + operand + "[o" + operand + index + "]";
  }

  private String expression(Instruction in) {
    return switch (in.op()) {
      case INPUT -> element((int) in.literal());
      case CONSTANT -> (single ? "as_float(" : "as_double(") + pattern(patternOf(in)) + ")";
      case NEG -> "-" + v(in, 0);
      case ABS -> "fabs(" + v(in, 0) + ")";
      case SQRT -> "sqrt(" + v(in, 0) + ")";
      case ADD, BITS_ADD -> v(in, 0) + " + " + v(in, 1);
      case SUB, BITS_SUB -> v(in, 0) + " - " + v(in, 1);
      case MUL -> v(in, 0) + " * " + v(in, 1);
      case DIV -> v(in, 0) + " / " + v(in, 1);
      case FMA -> "fma(" + v(in, 0) + ", " + v(in, 1) + ", " + v(in, 2) + ")";
      case SELECT_LT -> choice(in, "<");
      case SELECT_LE -> choice(in, "<=");
      case SELECT_EQ -> choice(in, "==");
      case FROM_BITS -> (single ? "as_float(" : "as_double(") + v(in, 0) + ")";
      case BITS_OF -> (single ? "as_uint(" : "as_ulong(") + v(in, 0) + ")";
      case BITS_CONSTANT -> pattern(in.literal());
      case BITS_AND -> v(in, 0) + " & " + v(in, 1);
      case BITS_XOR -> v(in, 0) + " ^ " + v(in, 1);
      case BITS_SHIFT_LEFT -> v(in, 0) + " << " + count(in);
      case BITS_SHIFT_RIGHT ->
          single
              ? "as_uint(as_int(" + v(in, 0) + ") >> " + count(in) + ")"
              : "as_ulong(as_long(" + v(in, 0) + ") >> " + count(in) + ")";
    };
  }

  private static String v(Instruction in, int argument) {
    return "v" + in.argument(argument);
  }

  private static String choice(Instruction in, String comparison) {
    return v(in, 0) + " " + comparison + " " + v(in, 1) + " ? " + v(in, 2) + " : " + v(in, 3);
  }

  /** A shift takes the low bits of its count, as in Java. */
  private long count(Instruction in) {
    return in.literal() & (single ? 31 : 63);
  }

  private long patternOf(Instruction constant) {
    return single ? Float.floatToRawIntBits((float) constant.number()) : constant.literal();
  }

  private String pattern(long bits) {
    return single
        ? "0x" + Integer.toHexString((int) bits) + "u"
        : "0x" + Long.toHexString(bits) + "ul";
  }
}

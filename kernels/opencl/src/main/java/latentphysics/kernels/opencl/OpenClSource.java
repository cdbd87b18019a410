package latentphysics.kernels.opencl;

import java.util.List;
import java.util.StringJoiner;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.expr.Instructions.Instruction;
import latentphysics.kernels.expr.PayneHanek;

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
    if (program.list().stream().anyMatch(in -> in.op() == Instructions.Op.FAR_ANGLE)) {
      source.append(farAngle());
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

  /** The steps of {@link PayneHanek}, which are exact in integers. */
  private String farAngle() {
    StringJoiner table = new StringJoiner(", ");
    for (long word : PayneHanek.twoOverPi()) {
      table.add("0x" + Long.toHexString(word) + "ul");
    }
    String body =
        """
        __constant ulong two_over_pi[] = {TABLE};
        ulong window(int position) {
          int word = position >> 6;
          int shift = position & 63;
          return shift == 0 ? two_over_pi[word]
              : two_over_pi[word] << shift | two_over_pi[word + 1] >> (64 - shift);
        }
        NUMBER far_angle(NUMBER x, NUMBER near, int part) {
          if (!(fabs(x) > as_NUMBER(FAR))) return near;
          BITS bits = as_BITS(fabs(x));
          int exponent = (int) (bits >> FRACTION) - BIAS - FRACTION;
          if (exponent > BIAS - FRACTION) return x - x;
          ulong mantissa = (bits & ((ONE << FRACTION) - 1)) | ONE << FRACTION;
          ulong high = window(exponent + 62);
          ulong middle = window(exponent + 126);
          ulong carry = mul_hi(mantissa, window(exponent + 190));
          ulong next = mantissa * middle + carry;
          ulong turns = mantissa * high + mul_hi(mantissa, middle) + (next < carry ? 1 : 0);
          if (part == QUADRANT) {
            ulong quadrant = ((turns >> 62) + (turns >> 61 & 1)) & 3;
            return as_NUMBER(MAGIC) + (NUMBER) quadrant;
          }
          ulong fraction = turns << 2 | next >> 62;
          ulong rest = next << 2;
          int negative = fraction >> 63 != 0;
          if (negative) {
            fraction = rest == 0 ? 0 - fraction : ~fraction;
            rest = 0 - rest;
          }
          int shift = (int) clz(fraction);
          ulong leading = shift == 0 ? fraction : fraction << shift | rest >> (64 - shift);
          ulong product = mul_hi(leading, HALF_PI);
          int dropped = part == REMAINDER ? FIRST_DROPPED : SECOND_DROPPED;
          ulong word = product >> dropped;
          if (part != REMAINDER) word &= SECOND_MASK;
          NUMBER scale = as_NUMBER((BITS) (BIAS + dropped - 63 - shift) << FRACTION);
          NUMBER magnitude = (NUMBER) word * scale;
          return negative ? -magnitude : magnitude;
        }
        """;
    return body.replace("TABLE", table.toString())
        .replace("NUMBER", single ? "float" : "double")
        .replace("BITS", single ? "uint" : "ulong")
        .replace("ONE", single ? "1u" : "1ul")
        .replace("FAR", pattern(patternOf(PayneHanek.far(single))))
        .replace("MAGIC", pattern(patternOf(single ? 0x1.8p23 : 0x1.8p52)))
        .replace("FRACTION", single ? "23" : "52")
        .replace("BIAS", single ? "127" : "1023")
        .replace("HALF_PI", "0x" + Long.toHexString(PayneHanek.HALF_PI) + "ul")
        .replace("FIRST_DROPPED", single ? "40" : "11")
        .replace("SECOND_DROPPED", single ? "16" : "0")
        .replace("SECOND_MASK", single ? "0xffffff" : "0x7ff")
        .replace("QUADRANT", Integer.toString(PayneHanek.Part.QUADRANT.code()))
        .replace("REMAINDER", Integer.toString(PayneHanek.Part.REMAINDER.code()));
  }

  private String element(int operand) {
    String index = (repeated >> operand & 1) != 0 ? "" : " + i";
    return "x" + operand + "[o" + operand + index + "]";
  }

  private String expression(Instruction in) {
    return switch (in.op()) {
      case INPUT -> element((int) in.literal());
      case CONSTANT ->
          (single ? "as_float(" : "as_double(") + pattern(patternOf(in.number())) + ")";
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
      case FAR_ANGLE -> "far_angle(" + v(in, 0) + ", " + v(in, 1) + ", " + in.literal() + ")";
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

  private long patternOf(double number) {
    return single ? Float.floatToRawIntBits((float) number) : Double.doubleToRawLongBits(number);
  }

  private String pattern(long bits) {
    return single
        ? "0x" + Integer.toHexString((int) bits) + "u"
        : "0x" + Long.toHexString(bits) + "ul";
  }
}

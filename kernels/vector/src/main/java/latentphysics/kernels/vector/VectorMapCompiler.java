package latentphysics.kernels.vector;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.HiddenClass;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.expr.Instructions.Instruction;
import latentphysics.kernels.expr.Instructions.Op;
import latentphysics.kernels.expr.PayneHanek;

/**
 * Writes the SIMD loop of a map as a hidden class of its own, so that species, operators and the
 * way in which each operand runs are constants for C2.
 */
final class VectorMapCompiler {
  private static final ClassDesc OPERATORS = descriptor(VectorOperators.class);
  private static final ClassDesc BINARY = descriptor(VectorOperators.Binary.class);
  private static final ClassDesc COMPARISON = descriptor(VectorOperators.Comparison.class);
  private static final ClassDesc SPECIES = descriptor(VectorSpecies.class);
  private static final ClassDesc VECTOR = descriptor(Vector.class);
  private static final ClassDesc MASK = descriptor(VectorMask.class);
  private static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();
  private static final ClassDesc INTS = ConstantDescs.CD_int.arrayType();
  private static final int ARRAYS = 1;
  private static final int OFFSETS = 2;
  private static final int CONSTANTS = 3;
  private static final int FROM = 4;
  private static final int TO = 5;

  /** With no more constants than this, all of them are kept in registers. */
  private static final int CONSTANT_REGISTERS = Integer.getInteger("cr", 16);

  private final Instructions program;
  private final int pattern;
  private final int[] slots;
  private final boolean single;
  private final ClassDesc number;
  private final ClassDesc bits;
  private final ClassDesc numbers;
  private final ClassDesc patterns;
  private final int lanes;
  private final CodeBuilder code;
  private final int[] array;
  private final int[] offset;
  private final int[] value;
  private final Set<Integer> guarded = new HashSet<>();
  private final Label end;

  private VectorMapCompiler(Instructions program, int pattern, int[] slots, CodeBuilder code) {
    this.program = program;
    this.pattern = pattern;
    this.slots = slots;
    this.code = code;
    single = program.type() == ElementType.FLOAT32;
    number = single ? ConstantDescs.CD_float : ConstantDescs.CD_double;
    bits = single ? ConstantDescs.CD_int : ConstantDescs.CD_long;
    numbers = descriptor(single ? FloatVector.class : DoubleVector.class);
    patterns = descriptor(single ? IntVector.class : LongVector.class);
    lanes =
        single ? FloatVector.SPECIES_PREFERRED.length() : DoubleVector.SPECIES_PREFERRED.length();
    int operands = program.inputs() + program.outputs().size();
    array = new int[operands];
    offset = new int[operands];
    value = new int[program.list().size()];
    end = code.newLabel();
  }

  /** Compiles the loop for a pattern of {@link latentphysics.kernels.SpecializedMap}. */
  static VectorLoop compile(Instructions program, int pattern) {
    int[] slots = constantSlots(program);
    VectorLoop.Body body =
        HiddenClass.implement(
            MethodHandles.lookup(),
            VectorLoop.Body.class,
            "run",
            MethodTypeDesc.of(
                ConstantDescs.CD_int,
                OBJECTS,
                INTS,
                ConstantDescs.CD_Object,
                ConstantDescs.CD_int,
                ConstantDescs.CD_int),
            code -> new VectorMapCompiler(program, pattern, slots, code).writeRun());
    return new VectorLoop(body, constants(program, slots));
  }

  /**
   * For each instruction, its place in the array of constants, or −1 if it is none or stays in a
   * register. There are 32 registers at most, and a vector that C2 spills lies across cache lines:
   * where they are scarce, constants that are used once are broadcast from memory each time, which
   * costs a load and nothing else. C2 does not move these loads out of the loop, since it cannot
   * know that the array is not written to.
   */
  private static int[] constantSlots(Instructions program) {
    List<Instruction> list = program.list();
    int[] uses = new int[list.size()];
    list.forEach(in -> in.arguments().forEach(argument -> uses[argument]++));
    long constants = list.stream().filter(in -> isConstant(in)).count();
    int[] slots = new int[list.size()];
    int next = 0;
    for (int v = 0; v < slots.length; v++) {
      boolean inMemory =
          constants > CONSTANT_REGISTERS && list.get(v).op() == Op.CONSTANT && uses[v] == 1;
      slots[v] = inMemory ? next++ : -1;
    }
    return slots;
  }

  private static boolean isConstant(Instruction in) {
    return in.op() == Op.CONSTANT || in.op() == Op.BITS_CONSTANT;
  }

  private static Object constants(Instructions program, int[] slots) {
    int size = Arrays.stream(slots).max().orElse(-1) + 1;
    float[] floats = new float[size];
    double[] doubles = new double[size];
    for (int v = 0; v < slots.length; v++) {
      if (slots[v] >= 0) {
        double number = program.list().get(v).number();
        floats[slots[v]] = (float) number;
        doubles[slots[v]] = number;
      }
    }
    return program.type() == ElementType.FLOAT32 ? floats : doubles;
  }

  private void writeRun() {
    for (int p = 0; p < array.length; p++) {
      array[p] = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(ARRAYS).loadConstant(p).aaload().checkcast(number.arrayType()).astore(array[p]);
      offset[p] = code.allocateLocal(TypeKind.INT);
      code.aload(OFFSETS).loadConstant(p).iaload().istore(offset[p]);
    }
    List<Instruction> list = program.list();
    for (int v = 0; v < list.size(); v++) {
      value[v] = code.allocateLocal(TypeKind.REFERENCE);
      if (isInvariant(v)) {
        write(v);
      }
    }
    code.aload(CONSTANTS).checkcast(number.arrayType()).astore(CONSTANTS);
    int i = code.allocateLocal(TypeKind.INT);
    int last = code.allocateLocal(TypeKind.INT);
    Label test = code.newLabel();
    Label body = code.newLabel();
    code.iload(TO).loadConstant(lanes).isub().istore(last);
    code.iload(FROM).istore(i).goto_(test).labelBinding(body);
    for (int v = 0; v < list.size(); v++) {
      Instruction in = list.get(v);
      if (in.op() == Op.INPUT && !isInvariant(v)) {
        int operand = (int) in.literal();
        pushSpecies(numbers);
        code.aload(array[operand]).iload(offset[operand]).iload(i).iadd();
        code.invokestatic(
            numbers,
            "fromArray",
            MethodTypeDesc.of(numbers, SPECIES, number.arrayType(), ConstantDescs.CD_int));
        code.astore(value[v]);
      } else if (!isInvariant(v)) {
        write(v);
      }
    }
    for (int o = 0; o < program.outputs().size(); o++) {
      int operand = program.inputs() + o;
      code.aload(value[program.outputs().get(o)]);
      code.aload(array[operand]).iload(offset[operand]).iload(i).iadd();
      code.invokevirtual(
          numbers,
          "intoArray",
          MethodTypeDesc.of(ConstantDescs.CD_void, number.arrayType(), ConstantDescs.CD_int));
    }
    code.iinc(i, lanes).labelBinding(test).iload(i).iload(last).if_icmple(body);
    code.labelBinding(end).iload(i).ireturn();
  }

  private boolean isInvariant(int v) {
    Instruction in = program.list().get(v);
    return switch (in.op()) {
      case CONSTANT, BITS_CONSTANT -> slots[v] < 0;
      case INPUT -> (pattern >> (int) in.literal() & 1) != 0;
      default -> false;
    };
  }

  private void write(int v) {
    Instruction in = program.list().get(v);
    switch (in.op()) {
      case INPUT -> {
        int operand = (int) in.literal();
        pushSpecies(numbers);
        code.aload(array[operand]).iload(offset[operand]);
        code.arrayLoad(single ? TypeKind.FLOAT : TypeKind.DOUBLE);
        code.invokestatic(numbers, "broadcast", MethodTypeDesc.of(numbers, SPECIES, number));
      }
      case CONSTANT -> {
        pushSpecies(numbers);
        if (slots[v] >= 0) {
          code.aload(CONSTANTS).loadConstant(slots[v]);
          code.arrayLoad(single ? TypeKind.FLOAT : TypeKind.DOUBLE);
        } else if (single) {
          code.loadConstant((float) in.number());
        } else {
          code.loadConstant(in.number());
        }
        code.invokestatic(numbers, "broadcast", MethodTypeDesc.of(numbers, SPECIES, number));
      }
      case NEG -> call(in, numbers, "neg");
      case ABS -> call(in, numbers, "abs");
      case SQRT -> call(in, numbers, "sqrt");
      case ADD -> call(in, numbers, "add", VECTOR);
      case SUB -> call(in, numbers, "sub", VECTOR);
      case MUL -> call(in, numbers, "mul", VECTOR);
      case DIV -> call(in, numbers, "div", VECTOR);
      case FMA -> call(in, numbers, "fma", VECTOR, VECTOR);
      case SELECT_LT, SELECT_LE, SELECT_EQ -> select(in);
      case FAR_ANGLE -> {
        leaveWhereFar(in.argument(0));
        push(in, 1);
      }
      case FROM_BITS -> {
        push(in, 0);
        code.invokevirtual(
            patterns,
            single ? "reinterpretAsFloats" : "reinterpretAsDoubles",
            MethodTypeDesc.of(numbers));
      }
      case BITS_OF -> {
        push(in, 0);
        code.invokevirtual(
            numbers,
            single ? "reinterpretAsInts" : "reinterpretAsLongs",
            MethodTypeDesc.of(patterns));
      }
      case BITS_CONSTANT -> {
        pushSpecies(patterns);
        pushPattern(in.literal());
        code.invokestatic(patterns, "broadcast", MethodTypeDesc.of(patterns, SPECIES, bits));
      }
      case BITS_ADD -> call(in, patterns, "add", VECTOR);
      case BITS_SUB -> call(in, patterns, "sub", VECTOR);
      case BITS_AND -> call(in, patterns, "and", VECTOR);
      case BITS_XOR -> {
        push(in, 0);
        code.getstatic(OPERATORS, "XOR", descriptor(VectorOperators.Associative.class));
        push(in, 1);
        code.invokevirtual(patterns, "lanewise", MethodTypeDesc.of(patterns, BINARY, VECTOR));
      }
      case BITS_SHIFT_LEFT -> shift("LSHL", in);
      case BITS_SHIFT_RIGHT -> shift("ASHR", in);
    }
    code.astore(value[v]);
  }

  /** Leaves the loop, before it stores anything, where a lane is beyond the near range. */
  private void leaveWhereFar(int angle) {
    if (guarded.add(angle)) {
      code.aload(value[angle]);
      code.getstatic(OPERATORS, "GT", COMPARISON);
      if (single) {
        code.loadConstant(PayneHanek.FAR_FLOAT);
      } else {
        code.loadConstant(PayneHanek.FAR_DOUBLE);
      }
      code.invokevirtual(numbers, "compare", MethodTypeDesc.of(MASK, COMPARISON, number));
      code.invokevirtual(MASK, "anyTrue", MethodTypeDesc.of(ConstantDescs.CD_boolean));
      code.ifne(end);
    }
  }

  /** Calls a method of the first argument with the others; it returns the same kind of vector. */
  private void call(Instruction in, ClassDesc owner, String name, ClassDesc... parameters) {
    for (int argument : in.arguments()) {
      code.aload(value[argument]);
    }
    code.invokevirtual(owner, name, MethodTypeDesc.of(owner, parameters));
  }

  private void push(Instruction in, int argument) {
    code.aload(value[in.argument(argument)]);
  }

  private void shift(String operator, Instruction in) {
    push(in, 0);
    code.getstatic(OPERATORS, operator, BINARY);
    pushPattern(in.literal());
    code.invokevirtual(patterns, "lanewise", MethodTypeDesc.of(patterns, BINARY, bits));
  }

  /** d, with c where the comparison of a and b holds. */
  private void select(Instruction in) {
    push(in, 3);
    push(in, 2);
    push(in, 0);
    code.getstatic(
        OPERATORS,
        switch (in.op()) {
          case SELECT_LT -> "LT";
          case SELECT_LE -> "LE";
          default -> "EQ";
        },
        COMPARISON);
    push(in, 1);
    code.invokevirtual(numbers, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
    code.invokevirtual(numbers, "blend", MethodTypeDesc.of(numbers, VECTOR, MASK));
  }

  private void pushPattern(long pattern) {
    if (single) {
      code.loadConstant((int) pattern);
    } else {
      code.loadConstant(pattern);
    }
  }

  private void pushSpecies(ClassDesc vector) {
    code.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
  }

  private static ClassDesc descriptor(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}

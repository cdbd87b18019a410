package latentphysics.kernels.vector;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
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
import latentphysics.kernels.Kernels;
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
  private static final int STEPS = 3;
  private static final int ROWS = 4;
  private static final int FROM = 5;
  private static final int TO = 6;

  /**
   * Programs of this size compute two vectors side by side. In longer ones the processor does not
   * look ahead to the next vector while it waits for the steps of one; in shorter ones it does.
   */
  private static final int SHORTEST_PAIRED = 30;

  private static final int LONGEST_PAIRED = 130;

  private final Instructions program;
  private final int pattern;
  private final boolean single;
  private final ClassDesc number;
  private final ClassDesc bits;
  private final ClassDesc numbers;
  private final ClassDesc patterns;
  private final int lanes;
  private final CodeBuilder code;
  private final int[] array;
  private final int[] offset;
  private final int[] step;
  private final int[] sum; // local variables of the partial sums; none if elements are stored
  private int[][] value = {}; // local variables, of each copy and instruction
  private int copy;
  private final Set<Integer> guarded = new HashSet<>();
  private Label end;

  private VectorMapCompiler(Instructions program, int pattern, CodeBuilder code) {
    this.program = program;
    this.pattern = pattern;
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
    step = new int[operands];
    sum = new int[pattern >> program.inputs() == 0 ? 0 : Kernels.SUM_LANES / lanes];
    end = code.newLabel();
  }

  /**
   * Compiles the loop for a pattern of {@link latentphysics.kernels.SpecializedMap}; one in which
   * the output is repeated adds elements up as {@link latentphysics.kernels.MapKernel#sums} does.
   */
  static VectorLoop compile(Instructions program, int pattern) {
    return HiddenClass.implement(
        MethodHandles.lookup(),
        VectorLoop.class,
        "run",
        MethodTypeDesc.of(
            ConstantDescs.CD_int,
            OBJECTS,
            INTS,
            INTS,
            ConstantDescs.CD_int,
            ConstantDescs.CD_int,
            ConstantDescs.CD_int),
        code -> new VectorMapCompiler(program, pattern, code).writeRun());
  }

  private void writeRun() {
    for (int p = 0; p < array.length; p++) {
      array[p] = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(ARRAYS).loadConstant(p).aaload().checkcast(number.arrayType()).astore(array[p]);
      offset[p] = code.allocateLocal(TypeKind.INT);
      code.aload(OFFSETS).loadConstant(p).iaload().istore(offset[p]);
      step[p] = code.allocateLocal(TypeKind.INT);
      code.aload(STEPS).loadConstant(p).iaload().istore(step[p]);
    }
    int size = program.list().size();
    int least = Math.max(1, sum.length);
    int copies =
        size * least >= SHORTEST_PAIRED && size * least <= LONGEST_PAIRED ? 2 * least : least;
    value = new int[copies][size];
    for (int v = 0; v < size; v++) {
      for (copy = 0; copy < copies; copy++) {
        boolean same = copy > 0 && isInvariant(v);
        value[copy][v] = same ? value[0][v] : code.allocateLocal(TypeKind.REFERENCE);
      }
    }
    copy = 0;
    writeAll(v -> isInvariant(v) && program.list().get(v).op() != Op.INPUT);
    for (int part = 0; part < sum.length; part++) {
      sum[part] = code.allocateLocal(TypeKind.REFERENCE);
    }
    int i = code.allocateLocal(TypeKind.INT);
    code.iload(FROM).istore(i);
    Label test = code.newLabel();
    Label row = code.newLabel();
    code.goto_(test).labelBinding(row);
    writeAll(v -> isInvariant(v) && program.list().get(v).op() == Op.INPUT);
    code.iload(FROM).istore(i);
    for (int local : sum) {
      pushSpecies(numbers);
      code.invokestatic(numbers, "zero", MethodTypeDesc.of(numbers, SPECIES)).astore(local);
    }
    if (copies > least) {
      writeLoop(i, copies);
    }
    writeLoop(i, least);
    for (int part = 0; part < sum.length; part++) {
      int output = program.inputs();
      code.aload(sum[part]).aload(array[output]).iload(offset[output]);
      store(part);
    }
    for (int p = 0; p < array.length; p++) {
      code.iload(offset[p]).iload(step[p]).iadd().istore(offset[p]);
    }
    code.iinc(ROWS, -1).labelBinding(test).iload(ROWS).ifgt(row);
    code.iload(i).ireturn();
  }

  private void writeAll(IntPredicate chosen) {
    for (int v = 0; v < program.list().size(); v++) {
      if (chosen.test(v)) {
        write(v);
      }
    }
  }

  /** Computes {@code copies} vectors at a time, as long as they fit and hold nothing far. */
  private void writeLoop(int i, int copies) {
    int last = code.allocateLocal(TypeKind.INT);
    Label test = code.newLabel();
    Label body = code.newLabel();
    end = code.newLabel();
    guarded.clear();
    code.iload(TO).loadConstant(copies * lanes).isub().istore(last);
    code.goto_(test).labelBinding(body);
    for (int v = 0; v < program.list().size(); v++) {
      for (copy = 0; copy < copies; copy++) {
        if (!isInvariant(v)) {
          if (program.list().get(v).op() == Op.INPUT) {
            load(v, i);
          } else {
            write(v);
          }
        }
      }
    }
    for (copy = 0; copy < copies; copy++) {
      if (sum.length > 0) {
        int part = sum[copy % sum.length];
        code.aload(part).aload(value[copy][program.outputs().getFirst()]);
        code.invokevirtual(numbers, "add", MethodTypeDesc.of(numbers, VECTOR)).astore(part);
        continue;
      }
      for (int o = 0; o < program.outputs().size(); o++) {
        code.aload(value[copy][program.outputs().get(o)]);
        code.aload(array[program.inputs() + o]);
        code.iload(offset[program.inputs() + o]).iload(i).iadd();
        store(copy);
      }
    }
    code.iinc(i, copies * lanes).labelBinding(test).iload(i).iload(last).if_icmple(body);
    code.labelBinding(end);
  }

  private void load(int v, int i) {
    int operand = (int) program.list().get(v).literal();
    pushSpecies(numbers);
    code.aload(array[operand]).iload(offset[operand]).iload(i).iadd();
    addVectors(copy);
    code.invokestatic(
        numbers,
        "fromArray",
        MethodTypeDesc.of(numbers, SPECIES, number.arrayType(), ConstantDescs.CD_int));
    code.astore(value[copy][v]);
  }

  /** Stores a vector, given itself, an array and an index, some vectors behind the index. */
  private void store(int vectors) {
    addVectors(vectors);
    code.invokevirtual(
        numbers,
        "intoArray",
        MethodTypeDesc.of(ConstantDescs.CD_void, number.arrayType(), ConstantDescs.CD_int));
  }

  private void addVectors(int count) {
    if (count > 0) {
      code.loadConstant(count * lanes).iadd();
    }
  }

  private boolean isInvariant(int v) {
    Instruction in = program.list().get(v);
    return switch (in.op()) {
      case CONSTANT, BITS_CONSTANT -> true;
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
        if (single) {
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
    code.astore(value[copy][v]);
  }

  /** Leaves the loop, before it stores anything, where a lane is beyond the near range. */
  private void leaveWhereFar(int angle) {
    if (guarded.add(value[copy][angle])) {
      code.aload(value[copy][angle]);
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
      code.aload(value[copy][argument]);
    }
    code.invokevirtual(owner, name, MethodTypeDesc.of(owner, parameters));
  }

  private void push(Instruction in, int argument) {
    code.aload(value[copy][in.argument(argument)]);
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

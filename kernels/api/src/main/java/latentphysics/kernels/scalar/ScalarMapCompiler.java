package latentphysics.kernels.scalar;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.HiddenClass;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.SpecializedMap;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.expr.Instructions.Instruction;
import latentphysics.kernels.expr.PayneHanek;

/**
 * Writes the scalar loop of a map as a hidden class: {@code for i: out[i] = f(in0[i], in1[i] …)}.
 *
 * <p>Each instruction becomes a local variable. Repeated operands and constants are read once
 * before the loop; with adjacent elements the index is {@code offset + i}, a form that C2 can
 * vectorize.
 */
final class ScalarMapCompiler {
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final ClassDesc FAR_ANGLES = PayneHanek.class.describeConstable().orElseThrow();
  private static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();
  private static final ClassDesc INTS = ConstantDescs.CD_int.arrayType();
  private static final int ARRAYS = 1;
  private static final int OFFSETS = 2;
  private static final int STRIDES = 3;
  private static final int FROM = 4;
  private static final int TO = 5;

  private final Instructions program;
  private final int pattern;
  private final ElementType type;
  private final boolean single;
  private final TypeKind kind;
  private final ClassDesc number;
  private final ClassDesc bits;
  private final int operands;
  private final CodeBuilder code;
  private final int[] array;
  private final int[] index;
  private final int[] value;

  private ScalarMapCompiler(Instructions program, int pattern, CodeBuilder code) {
    this.program = program;
    this.pattern = pattern;
    this.code = code;
    type = program.type();
    single = type == ElementType.FLOAT32;
    kind = kindOf(type);
    number = kind.upperBound();
    bits = single ? ConstantDescs.CD_int : ConstantDescs.CD_long;
    operands = program.operands().size();
    array = new int[operands];
    index = new int[operands];
    value = new int[program.list().size()];
  }

  /** Compiles one form; see {@link SpecializedMap}. */
  static MapKernel compile(Instructions program, int pattern) {
    return HiddenClass.implement(
        MethodHandles.lookup(),
        MapKernel.class,
        "run",
        MethodTypeDesc.of(
            ConstantDescs.CD_void, OBJECTS, INTS, INTS, ConstantDescs.CD_int, ConstantDescs.CD_int),
        code -> new ScalarMapCompiler(program, pattern, code).writeRun());
  }

  private boolean repeats(int operand) {
    return pattern != SpecializedMap.ANY_STRIDES && (pattern >> operand & 1) != 0;
  }

  private void writeRun() {
    for (int p = 0; p < operands; p++) {
      array[p] = code.allocateLocal(TypeKind.REFERENCE);
      ClassDesc elements = kindOf(program.operands().get(p)).upperBound();
      code.aload(ARRAYS).loadConstant(p).aaload().checkcast(elements.arrayType()).astore(array[p]);
      index[p] = code.allocateLocal(TypeKind.INT);
      code.aload(OFFSETS).loadConstant(p).iaload().istore(index[p]);
    }
    List<Instruction> list = program.list();
    for (int v = 0; v < list.size(); v++) {
      value[v] = code.allocateLocal(kindOf(list.get(v)));
      if (isInvariant(list.get(v))) {
        write(v);
      }
    }
    int i = code.allocateLocal(TypeKind.INT);
    Label test = code.newLabel();
    Label body = code.newLabel();
    if (pattern == SpecializedMap.ANY_STRIDES) {
      for (int p = 0; p < operands; p++) {
        pushStride(p);
        code.iload(FROM).imul().iload(index[p]).iadd().istore(index[p]);
      }
    }
    code.iload(FROM).istore(i).goto_(test).labelBinding(body);
    for (int v = 0; v < list.size(); v++) {
      if (!isInvariant(list.get(v))) {
        if (list.get(v).op() == Instructions.Op.INPUT) {
          int operand = (int) list.get(v).literal();
          pushElement(operand, i);
          load(operand);
          code.storeLocal(kind, value[v]);
        } else {
          write(v);
        }
      }
    }
    for (int o = 0; o < program.outputs().size(); o++) {
      int operand = program.inputs() + o;
      pushElement(operand, i);
      code.loadLocal(kind, value[program.outputs().get(o)]);
      store(operand);
    }
    if (pattern == SpecializedMap.ANY_STRIDES) {
      for (int p = 0; p < operands; p++) {
        pushStride(p);
        code.iload(index[p]).iadd().istore(index[p]);
      }
    }
    code.iinc(i, 1).labelBinding(test).iload(i).iload(TO).if_icmplt(body).return_();
  }

  private void pushStride(int operand) {
    code.aload(STRIDES).loadConstant(operand).iaload();
  }

  private boolean isInvariant(Instruction instruction) {
    return switch (instruction.op()) {
      case CONSTANT, BITS_CONSTANT -> true;
      case INPUT -> repeats((int) instruction.literal());
      default -> false;
    };
  }

  private void pushElement(int operand, int i) {
    code.aload(array[operand]).iload(index[operand]);
    if (pattern != SpecializedMap.ANY_STRIDES && !repeats(operand)) {
      code.iload(i).iadd();
    }
  }

  private TypeKind kindOf(Instruction instruction) {
    if (!instruction.op().isBits()) {
      return kind;
    }
    return single ? TypeKind.INT : TypeKind.LONG;
  }

  private static TypeKind kindOf(ElementType type) {
    return switch (type) {
      case FLOAT32 -> TypeKind.FLOAT;
      case FLOAT64 -> TypeKind.DOUBLE;
      case INT32 -> TypeKind.INT;
      case BOOL -> TypeKind.BOOLEAN;
    };
  }

  /** Replaces array and index by the element as a number. */
  private void load(int operand) {
    TypeKind stored = kindOf(program.operands().get(operand));
    code.arrayLoad(stored).conversion(stored.asLoadable(), kind);
  }

  /** Stores the number on the stack, below it array and index. */
  private void store(int operand) {
    TypeKind stored = kindOf(program.operands().get(operand));
    if (stored == TypeKind.BOOLEAN) {
      Label isZero = code.newLabel();
      Label end = code.newLabel();
      switch (type) {
        case FLOAT32 -> code.fconst_0().fcmpl().ifeq(isZero);
        case FLOAT64 -> code.dconst_0().dcmpl().ifeq(isZero);
        default -> code.ifeq(isZero);
      }
      code.iconst_1().goto_(end).labelBinding(isZero).iconst_0().labelBinding(end);
    } else {
      code.conversion(kind, stored);
    }
    code.arrayStore(stored);
  }

  private void write(int v) {
    Instruction in = program.list().get(v);
    switch (in.op()) {
      case INPUT -> {
        int operand = (int) in.literal();
        code.aload(array[operand]).iload(index[operand]);
        load(operand);
      }
      case CONSTANT -> pushNumber(in.number());
      case NEG -> pushAll(in, choose(CodeBuilder::fneg, CodeBuilder::dneg, CodeBuilder::ineg));
      case ABS -> {
        push(in, 0);
        code.invokestatic(MATH, "abs", MethodTypeDesc.of(number, number));
      }
      case SQRT -> {
        push(in, 0);
        if (single) {
          code.f2d();
        }
        code.invokestatic(
            MATH, "sqrt", MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_double));
        if (single) {
          code.d2f();
        }
      }
      case ADD -> pushAll(in, choose(CodeBuilder::fadd, CodeBuilder::dadd, CodeBuilder::iadd));
      case SUB -> pushAll(in, choose(CodeBuilder::fsub, CodeBuilder::dsub, CodeBuilder::isub));
      case MUL -> pushAll(in, choose(CodeBuilder::fmul, CodeBuilder::dmul, CodeBuilder::imul));
      case DIV ->
          pushAll(in, choose(CodeBuilder::fdiv, CodeBuilder::ddiv, ScalarMapCompiler::floorDiv));
      case FMA ->
          pushAll(
              in, choose(c -> fma(c, number), c -> fma(c, number), ScalarMapCompiler::multiplyAdd));
      case SELECT_LT, SELECT_LE, SELECT_EQ -> select(in);
      case FAR_ANGLE ->
          pushAll(
              in,
              c ->
                  c.invokestatic(
                      FAR_ANGLES,
                      PayneHanek.Part.of(in.literal()).name().toLowerCase(Locale.ROOT),
                      MethodTypeDesc.of(number, number, number)));
      case FROM_BITS -> {
        push(in, 0);
        code.invokestatic(
            boxed(),
            single ? "intBitsToFloat" : "longBitsToDouble",
            MethodTypeDesc.of(number, bits));
      }
      case BITS_OF -> {
        push(in, 0);
        code.invokestatic(
            boxed(),
            single ? "floatToRawIntBits" : "doubleToRawLongBits",
            MethodTypeDesc.of(bits, number));
      }
      case BITS_CONSTANT -> {
        if (single) {
          code.loadConstant((int) in.literal());
        } else {
          code.loadConstant(in.literal());
        }
      }
      case BITS_ADD -> pushAll(in, single ? CodeBuilder::iadd : CodeBuilder::ladd);
      case BITS_SUB -> pushAll(in, single ? CodeBuilder::isub : CodeBuilder::lsub);
      case BITS_AND -> pushAll(in, single ? CodeBuilder::iand : CodeBuilder::land);
      case BITS_XOR -> pushAll(in, single ? CodeBuilder::ixor : CodeBuilder::lxor);
      case BITS_SHIFT_LEFT -> shift(in, single ? CodeBuilder::ishl : CodeBuilder::lshl);
      case BITS_SHIFT_RIGHT -> shift(in, single ? CodeBuilder::ishr : CodeBuilder::lshr);
    }
    code.storeLocal(kindOf(in), value[v]);
  }

  private Consumer<CodeBuilder> choose(
      Consumer<CodeBuilder> ofFloat, Consumer<CodeBuilder> ofDouble, Consumer<CodeBuilder> ofInt) {
    return switch (type) {
      case FLOAT32 -> ofFloat;
      case FLOAT64 -> ofDouble;
      default -> ofInt;
    };
  }

  private static void fma(CodeBuilder code, ClassDesc number) {
    code.invokestatic(MATH, "fma", MethodTypeDesc.of(number, number, number, number));
  }

  private static void floorDiv(CodeBuilder code) {
    code.invokestatic(
        MATH,
        "floorDiv",
        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int));
  }

  /** a·b + c with a, b, c on the stack. */
  private static void multiplyAdd(CodeBuilder code) {
    code.dup_x2().pop().imul().iadd();
  }

  private ClassDesc boxed() {
    return single ? ConstantDescs.CD_Float : ConstantDescs.CD_Double;
  }

  private void pushNumber(double v) {
    switch (type) {
      case FLOAT32 -> code.loadConstant((float) v);
      case FLOAT64 -> code.loadConstant(v);
      default -> code.loadConstant((int) v);
    }
  }

  private void push(Instruction in, int argument) {
    int v = in.argument(argument);
    code.loadLocal(kindOf(program.list().get(v)), value[v]);
  }

  private void pushAll(Instruction in, Consumer<CodeBuilder> operation) {
    for (int a = 0; a < in.arguments().size(); a++) {
      push(in, a);
    }
    operation.accept(code);
  }

  private void shift(Instruction in, Consumer<CodeBuilder> operation) {
    push(in, 0);
    code.loadConstant((int) in.literal());
    operation.accept(code);
  }

  /** Pushes c or d; NaN makes every comparison false, hence the choice of fcmpg and fcmpl. */
  private void select(Instruction in) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    push(in, 0);
    push(in, 1);
    switch (type) {
      case FLOAT32 -> code.fcmpg();
      case FLOAT64 -> code.dcmpg();
      default ->
          code.invokestatic(
              ConstantDescs.CD_Integer,
              "compare",
              MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int));
    }
    switch (in.op()) {
      case SELECT_LT -> code.ifge(otherwise);
      case SELECT_LE -> code.ifgt(otherwise);
      default -> code.ifne(otherwise);
    }
    push(in, 2);
    code.goto_(end).labelBinding(otherwise);
    push(in, 3);
    code.labelBinding(end);
  }
}

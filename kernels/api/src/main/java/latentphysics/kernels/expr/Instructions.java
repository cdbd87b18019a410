package latentphysics.kernels.expr;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Bits;
import org.jspecify.annotations.Nullable;

/**
 * An expression as a list of instructions, each used value computed once: what every backend
 * translates.
 *
 * <p>Numbers are of one type throughout. Operands of another type are converted when they are read
 * (a truth value becomes 0 or 1), results when they are written: rounded to nearest, towards zero
 * on the way to int32 (NaN becomes 0, what does not fit the nearest end of the range), and true
 * unless zero.
 *
 * @param type in which is computed: float32, float64 or int32
 * @param operands types of the arrays, inputs then outputs
 * @param list in an order in which each instruction comes after its arguments
 * @param outputs positions in the list of the results
 */
public record Instructions(
    ElementType type, List<ElementType> operands, List<Instruction> list, List<Integer> outputs) {

  /** Number of operands that are read. */
  public int inputs() {
    return operands.size() - outputs.size();
  }

  /** Whether all operands have the type of the numbers, so that nothing is converted. */
  public boolean isUniform() {
    return operands.stream().allMatch(type::equals);
  }

  /** What an instruction does. */
  public enum Op {
    /** Operand number {@code literal}. */
    INPUT,
    /** The number whose {@code double} representation is {@code literal}. */
    CONSTANT,
    /** {@code −a}. */
    NEG,
    /** {@code |a|}. */
    ABS,
    /** {@code √a}. */
    SQRT,
    /** {@code a + b}. */
    ADD,
    /** {@code a − b}. */
    SUB,
    /** {@code a · b}. */
    MUL,
    /** {@code a ÷ b}; the floor of it in int32, where b must not be 0. */
    DIV,
    /** {@code a·b + c}, rounded once. */
    FMA,
    /** {@code c} where {@code a < b}, else {@code d}. */
    SELECT_LT,
    /** {@code c} where {@code a ≤ b}, else {@code d}. */
    SELECT_LE,
    /** {@code c} where {@code a = b}, else {@code d}. */
    SELECT_EQ,
    /**
     * {@code b} where |a| is not too large, else part {@code literal} of the remainder of a by π/2:
     * a code of {@link PayneHanek.Part}.
     */
    FAR_ANGLE,
    /** The number with pattern {@code a}. */
    FROM_BITS,
    /** The pattern of the number {@code a}. */
    BITS_OF,
    /** The pattern {@code literal}. */
    BITS_CONSTANT,
    /** {@code a + b} on patterns. */
    BITS_ADD,
    /** {@code a − b} on patterns. */
    BITS_SUB,
    /** {@code a & b}. */
    BITS_AND,
    /** {@code a ^ b}. */
    BITS_XOR,
    /** {@code a << literal}. */
    BITS_SHIFT_LEFT,
    /** {@code a >> literal}, keeping the sign. */
    BITS_SHIFT_RIGHT;

    /** Whether the result is a pattern rather than a number. */
    public boolean isBits() {
      return switch (this) {
        case BITS_OF,
            BITS_CONSTANT,
            BITS_ADD,
            BITS_SUB,
            BITS_AND,
            BITS_XOR,
            BITS_SHIFT_LEFT,
            BITS_SHIFT_RIGHT ->
            true;
        default -> false;
      };
    }
  }

  /**
   * One instruction.
   *
   * @param op what it does
   * @param arguments positions of its arguments
   * @param literal a number that belongs to the instruction, see {@link Op}; else 0
   */
  public record Instruction(Op op, List<Integer> arguments, long literal) {
    /** The number of a {@link Op#CONSTANT}. */
    public double number() {
      return Double.longBitsToDouble(literal);
    }

    /** Position of argument {@code i}. */
    public int argument(int i) {
      return arguments.get(i);
    }
  }

  /**
   * Expands elementary functions and orders the nodes; equal instructions are merged. All operands
   * have the type of the numbers.
   *
   * @param outputs one expression for each result
   * @param inputs number of operands; every {@link Expr.Input} must be below it
   * @throws IllegalArgumentException if an input is out of range or a node has no meaning in the
   *     type
   */
  public static Instructions compile(List<Expr> outputs, int inputs, ElementType type) {
    return compile(
        outputs,
        type,
        Collections.nCopies(inputs, type),
        Collections.nCopies(outputs.size(), type));
  }

  /**
   * Expands elementary functions and orders the nodes; equal instructions are merged.
   *
   * @param outputs one expression for each result
   * @param type in which is computed
   * @param inputTypes one for each operand; every {@link Expr.Input} must be below their number
   * @param outputTypes one for each result
   * @throws IllegalArgumentException if an input is out of range, the type is BOOL, an operand
   *     cannot be converted without a second rounding (float64 to float32, or a float to int32), or
   *     a node has no meaning in the type
   */
  public static Instructions compile(
      List<Expr> outputs,
      ElementType type,
      List<ElementType> inputTypes,
      List<ElementType> outputTypes) {
    for (ElementType input : inputTypes) {
      if (type == ElementType.BOOL || !widens(input, type)) {
        throw new IllegalArgumentException(
            "expression: " + input + " operand of a computation in " + type);
      }
    }
    for (ElementType output : outputTypes) {
      if (output != ElementType.BOOL && !widens(output, type)) {
        throw new IllegalArgumentException(
            "expression: " + output + " result of a computation in " + type);
      }
    }
    Compiler compiler = new Compiler(type, inputTypes.size());
    List<Integer> positions = outputs.stream().map(compiler::value).toList();
    List<ElementType> operands = new ArrayList<>(inputTypes);
    operands.addAll(outputTypes);
    return new Instructions(
        type, List.copyOf(operands), List.copyOf(compiler.list), List.copyOf(positions));
  }

  /** Whether every number of the one type is one of the other. */
  private static boolean widens(ElementType from, ElementType to) {
    return from == to || from == ElementType.BOOL || to == ElementType.FLOAT64;
  }

  private static final class Compiler {
    final List<Instruction> list = new ArrayList<>();
    private final ElementType type;
    private final int inputs;
    private final Map<Instruction, Integer> numbering = new HashMap<>();
    private final IdentityHashMap<Object, Integer> done = new IdentityHashMap<>();
    private final Map<Call, Expr> expansions = new HashMap<>();

    private record Call(Enum<?> function, List<Integer> arguments) {}

    Compiler(ElementType type, int inputs) {
      this.type = type;
      this.inputs = inputs;
    }

    /** Position of a node's result; nodes wait on a stack of their own for what they use. */
    int value(Expr root) {
      Deque<Object> waiting = new ArrayDeque<>(List.of(root));
      while (!waiting.isEmpty()) {
        Object node = waiting.element();
        if (done.containsKey(node)) {
          waiting.pop();
          continue;
        }
        List<Object> missing =
            Nodes.arguments(node).stream().filter(n -> !done.containsKey(n)).toList();
        if (!missing.isEmpty()) {
          missing.reversed().forEach(waiting::push);
          continue;
        }
        Expr expansion = expansion(node);
        if (expansion == null) {
          done.put(node, emit(node));
        } else if (done.containsKey(expansion)) {
          done.put(node, at(expansion));
        } else {
          waiting.push(expansion);
        }
      }
      return at(root);
    }

    private @Nullable Expr expansion(Object node) {
      return switch (node) {
        case Expr.Call(Expr.Function function, Expr x) -> {
          checkHasMeaning(function);
          yield expansions.computeIfAbsent(
              new Call(function, List.of(at(x))), call -> Elementary.expand(function, x, type));
        }
        case Expr.Call2(Expr.Function2 function, Expr a, Expr b) -> {
          checkHasMeaning(function);
          yield expansions.computeIfAbsent(
              new Call(function, List.of(at(a), at(b))),
              call -> Elementary.expand(function, a, b, type));
        }
        default -> null;
      };
    }

    private void checkHasMeaning(Enum<?> function) {
      if (type == ElementType.INT32) {
        throw new IllegalArgumentException(
            "expression: " + function + " has no meaning in " + type);
      }
    }

    /** Where the result of a node is that has been computed. */
    private int at(Object node) {
      return Objects.requireNonNull(done.get(node));
    }

    private int emit(Object node) {
      return switch (node) {
        case Expr.Input(int index) -> {
          if (index >= inputs) {
            throw new IllegalArgumentException(
                "expression: input " + index + ", expected one of " + inputs + " operands");
          }
          yield number(Op.INPUT, index);
        }
        case Expr.Constant(double v) -> {
          if (type == ElementType.INT32 && v != (int) v) {
            throw new IllegalArgumentException(
                "expression: constant " + v + " in int32, expected an integer of 32 bits");
          }
          yield number(
              Op.CONSTANT, Double.doubleToRawLongBits(type == ElementType.FLOAT32 ? (float) v : v));
        }
        case Expr.Unary(Expr.UnaryOp op, Expr x) -> unary(op, at(x));
        case Expr.Binary(Expr.BinaryOp op, Expr a, Expr b) ->
            number(
                switch (op) {
                  case ADD -> Op.ADD;
                  case SUB -> Op.SUB;
                  case MUL -> Op.MUL;
                  case DIV -> Op.DIV;
                },
                0,
                at(a),
                at(b));
        case Expr.Fma(Expr a, Expr b, Expr c) -> number(Op.FMA, 0, at(a), at(b), at(c));
        case Expr.Select(Expr.Comparison comparison, Expr a, Expr b, Expr then, Expr otherwise) ->
            number(
                switch (comparison) {
                  case LT -> Op.SELECT_LT;
                  case LE -> Op.SELECT_LE;
                  case EQ -> Op.SELECT_EQ;
                },
                0,
                at(a),
                at(b),
                at(then),
                at(otherwise));
        case Expr.FarAngle(PayneHanek.Part part, Expr x, Expr near) ->
            number(Op.FAR_ANGLE, part.code(), at(x), at(near));
        case Expr.FromBits(Bits bits) -> number(Op.FROM_BITS, 0, at(bits));
        case Bits.Of(Expr x) -> number(Op.BITS_OF, 0, at(x));
        case Bits.Pattern(long v) -> number(Op.BITS_CONSTANT, v);
        case Bits.Combine(Expr.BitsOp op, Bits a, Bits b) ->
            number(
                switch (op) {
                  case ADD -> Op.BITS_ADD;
                  case SUB -> Op.BITS_SUB;
                  case AND -> Op.BITS_AND;
                  case XOR -> Op.BITS_XOR;
                },
                0,
                at(a),
                at(b));
        case Bits.Shift(boolean left, Bits x, int count) ->
            number(left ? Op.BITS_SHIFT_LEFT : Op.BITS_SHIFT_RIGHT, count, at(x));
        default -> throw new IllegalStateException("not a node: " + node);
      };
    }

    /** A sign that is cleared or changed again is not computed before. */
    private int unary(Expr.UnaryOp op, int x) {
      Instruction argument = list.get(x);
      boolean signOnly = argument.op() == Op.NEG || argument.op() == Op.ABS;
      return switch (op) {
        case NEG -> argument.op() == Op.NEG ? argument.argument(0) : number(Op.NEG, 0, x);
        case ABS -> number(Op.ABS, 0, signOnly ? argument.argument(0) : x);
        case SQRT -> number(Op.SQRT, 0, x);
      };
    }

    private int number(Op op, long literal, Integer... arguments) {
      if (type == ElementType.INT32 && (op == Op.SQRT || op == Op.FROM_BITS || op == Op.BITS_OF)) {
        throw new IllegalArgumentException("expression: " + op + " has no meaning in " + type);
      }
      Instruction instruction = new Instruction(op, List.of(arguments), literal);
      return numbering.computeIfAbsent(
          instruction,
          i -> {
            list.add(i);
            return list.size() - 1;
          });
    }
  }
}

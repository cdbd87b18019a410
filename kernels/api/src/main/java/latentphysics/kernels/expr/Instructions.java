package latentphysics.kernels.expr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Expr.Bits;

/**
 * An expression as a list of instructions, each used value computed once: what every backend
 * translates.
 *
 * @param type of the numbers
 * @param inputs number of operands
 * @param list in an order in which each instruction comes after its arguments
 * @param outputs positions in the list of the results
 */
public record Instructions(
    ElementType type, int inputs, List<Instruction> list, List<Integer> outputs) {

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
    /** {@code a ÷ b}. */
    DIV,
    /** {@code a·b + c}, rounded once. */
    FMA,
    /** {@code c} where {@code a < b}, else {@code d}. */
    SELECT_LT,
    /** {@code c} where {@code a ≤ b}, else {@code d}. */
    SELECT_LE,
    /** {@code c} where {@code a = b}, else {@code d}. */
    SELECT_EQ,
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
   * Expands elementary functions and orders the nodes; equal instructions are merged.
   *
   * @param outputs one expression for each result
   * @param inputs number of operands; every {@link Expr.Input} must be below it
   * @throws IllegalArgumentException if an input is out of range
   */
  public static Instructions compile(List<Expr> outputs, int inputs, ElementType type) {
    Compiler compiler = new Compiler(type, inputs);
    List<Integer> positions = outputs.stream().map(compiler::value).toList();
    return new Instructions(type, inputs, List.copyOf(compiler.list), positions);
  }

  private static final class Compiler {
    final List<Instruction> list = new ArrayList<>();
    private final ElementType type;
    private final int inputs;
    private final Map<Instruction, Integer> numbering = new HashMap<>();
    private final IdentityHashMap<Object, Integer> done = new IdentityHashMap<>();
    private final Map<Call, Expr> expansions = new HashMap<>();

    private record Call(Expr.Function function, int argument) {}

    Compiler(ElementType type, int inputs) {
      this.type = type;
      this.inputs = inputs;
    }

    int value(Expr e) {
      Integer known = done.get(e);
      if (known == null) {
        known = emit(e);
        done.put(e, known);
      }
      return known;
    }

    private int emit(Expr e) {
      return switch (e) {
        case Expr.Input(int index) -> {
          if (index >= inputs) {
            throw new IllegalArgumentException(
                "expression: input " + index + ", expected one of " + inputs + " operands");
          }
          yield number(Op.INPUT, index);
        }
        case Expr.Constant(double v) ->
            number(
                Op.CONSTANT,
                Double.doubleToRawLongBits(type == ElementType.FLOAT32 ? (float) v : v));
        case Expr.Unary(Expr.UnaryOp op, Expr x) ->
            number(
                switch (op) {
                  case NEG -> Op.NEG;
                  case ABS -> Op.ABS;
                  case SQRT -> Op.SQRT;
                },
                0,
                value(x));
        case Expr.Binary(Expr.BinaryOp op, Expr a, Expr b) ->
            number(
                switch (op) {
                  case ADD -> Op.ADD;
                  case SUB -> Op.SUB;
                  case MUL -> Op.MUL;
                  case DIV -> Op.DIV;
                },
                0,
                value(a),
                value(b));
        case Expr.Fma(Expr a, Expr b, Expr c) -> number(Op.FMA, 0, value(a), value(b), value(c));
        case Expr.Select(Expr.Comparison comparison, Expr a, Expr b, Expr then, Expr otherwise) ->
            number(
                switch (comparison) {
                  case LT -> Op.SELECT_LT;
                  case LE -> Op.SELECT_LE;
                  case EQ -> Op.SELECT_EQ;
                },
                0,
                value(a),
                value(b),
                value(then),
                value(otherwise));
        case Expr.Call(Expr.Function function, Expr x) ->
            value(
                expansions.computeIfAbsent(
                    new Call(function, value(x)), call -> Elementary.expand(function, x, type)));
        case Expr.FromBits(Bits bits) -> number(Op.FROM_BITS, 0, value(bits));
      };
    }

    private int value(Bits bits) {
      Integer known = done.get(bits);
      if (known == null) {
        known =
            switch (bits) {
              case Bits.Of(Expr x) -> number(Op.BITS_OF, 0, value(x));
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
                      value(a),
                      value(b));
              case Bits.Shift(boolean left, Bits x, int count) ->
                  number(left ? Op.BITS_SHIFT_LEFT : Op.BITS_SHIFT_RIGHT, count, value(x));
            };
        done.put(bits, known);
      }
      return known;
    }

    private int number(Op op, long literal, Integer... arguments) {
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

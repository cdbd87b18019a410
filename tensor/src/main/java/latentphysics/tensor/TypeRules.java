package latentphysics.tensor;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Types of the results of every primitive, and which types its operands may have.
 *
 * <p>NumPy's rules, but for one: where NumPy would widen a float32 in silence, that is an error.
 */
final class TypeRules {
  private TypeRules() {}

  /**
   * Type of the results; all results of a primitive have the same one.
   *
   * @throws IllegalArgumentException if the types do not fit
   */
  static DType infer(Primitive primitive, List<Tensor> operands) {
    return switch (primitive) {
      case Primitive.Map(MapFunction function) -> function.resultType(operands);
      case Primitive.Sum(MapFunction function, List<Integer> axes) -> {
        DType terms = function.resultType(operands);
        yield terms == DType.BOOL ? DType.INT32 : terms;
      }
      case Primitive.Convert(DType type) -> type;
      case Primitive.ArgExtremum a -> DType.INT32;
      case Primitive.ArgSort a -> DType.INT32;
      case Primitive.CumulativeSum c -> {
        DType type = operands.getFirst().dtype();
        yield type == DType.BOOL ? DType.INT32 : type;
      }
      case Primitive.Gather g -> indexed(primitive, operands);
      case Primitive.ScatterAdd s -> {
        DType type = indexed(primitive, operands);
        if (type == DType.BOOL) {
          throw new IllegalArgumentException(primitive.label() + ": bool has no sum");
        }
        yield type;
      }
      case Primitive.Contract c -> float32OrFloat64(primitive.label(), operands);
      case Primitive.Fft f -> float32OrFloat64(primitive.label(), operands);
      case Primitive.Convolution c -> float32OrFloat64(primitive.label(), operands);
      case Primitive.Fold f -> {
        DType type = same(primitive.label(), operands);
        if (type == DType.BOOL) {
          throw new IllegalArgumentException(primitive.label() + ": bool has no sum");
        }
        yield type;
      }
      case Primitive.Custom c ->
          throw new AssertionError(primitive.label() + " makes its own types");
      case MatrixPrimitive m ->
          throw new AssertionError(primitive.label() + " makes its own types");
      default -> same(primitive.label(), operands);
    };
  }

  /**
   * NumPy's common type: bool gives way to all, int32 to float64.
   *
   * @throws IllegalArgumentException for float32 with float64, and with int32 (NumPy: float64)
   */
  static DType common(String name, List<Tensor> operands) {
    DType common = operands.getFirst().dtype();
    for (Tensor operand : operands) {
      DType type = operand.dtype();
      if (type == common || type == DType.BOOL) {
        continue;
      }
      boolean widens = common == DType.INT32 && type == DType.FLOAT64;
      if (common == DType.BOOL || widens) {
        common = type;
      } else if (!(common == DType.FLOAT64 && type == DType.INT32)) {
        throw differ(name, operands);
      }
    }
    return common;
  }

  private static DType same(String name, List<Tensor> operands) {
    DType type = operands.getFirst().dtype();
    for (Tensor operand : operands) {
      if (operand.dtype() != type) {
        throw differ(name, operands);
      }
    }
    return type;
  }

  /** The type that all operands have. */
  static DType float32OrFloat64(String name, List<Tensor> operands) {
    DType type = same(name, operands);
    if (!type.isFloat()) {
      throw new IllegalArgumentException(
          name + ": " + type + " operands, expected float32 or float64");
    }
    return type;
  }

  private static DType indexed(Primitive primitive, List<Tensor> operands) {
    DType indices = operands.get(1).dtype();
    if (indices != DType.INT32) {
      throw new IllegalArgumentException(
          primitive.label() + ": indices of type " + indices + ", expected int32");
    }
    return operands.get(0).dtype();
  }

  private static IllegalArgumentException differ(String name, List<Tensor> operands) {
    return new IllegalArgumentException(
        name
            + ": operands of different types: "
            + operands.stream().map(t -> t.dtype().toString()).collect(Collectors.joining(", "))
            + "; convert one with astype");
  }
}

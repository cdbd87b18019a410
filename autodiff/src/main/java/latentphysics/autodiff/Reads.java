package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import latentphysics.tensor.MapDerivative;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Which numbers of a primitive its derivative in reverse reads; of everything else it knows type
 * and shape only.
 *
 * @param operands positions
 * @param results positions
 */
record Reads(BitSet operands, BitSet results) {
  private static final BitSet NONE = new BitSet();
  private static final BitSet FIRST = bits(0);
  private static final BitSet SECOND = bits(1);
  private static final Reads NOTHING = new Reads(NONE, NONE);

  /**
   * What {@link VjpRules} reads.
   *
   * @param operands number of operands
   * @param results number of results
   * @param wanted operands to differentiate by
   * @throws UnsupportedOperationException if a function has no derivative
   */
  static Reads of(Primitive primitive, int operands, int results, BitSet wanted) {
    return switch (primitive) {
      case Primitive.Map(MapFunction function) ->
          ofFunction(function, function.reverse(wanted, all(function.outputs().size()), true), 0);
      case Primitive.Sum(MapFunction function, List<Integer> axes) ->
          ofFunction(function, function.reverse(wanted, FIRST, false), 0);
      case Primitive.Extremum e -> new Reads(FIRST, FIRST);
      case Primitive.Contract c -> bilinear(c, wanted);
      case Primitive.Convolution c -> bilinear(c, wanted);
      case Primitive.Gather g -> new Reads(SECOND, NONE);
      case Primitive.ScatterAdd s -> new Reads(SECOND, NONE);
      case MatrixPrimitive.Lu l -> new Reads(NONE, all(2));
      case MatrixPrimitive.Schur s -> throw MatrixVjpRules.noDerivative(s);
      case MatrixPrimitive.QrFactors q -> throw MatrixVjpRules.noDerivative(q);
      case MatrixPrimitive.Cholesky c -> new Reads(NONE, FIRST);
      case MatrixPrimitive.Qr q -> new Reads(NONE, all(results));
      case MatrixPrimitive.Eigh e -> new Reads(NONE, all(results));
      case MatrixPrimitive.Eig e -> new Reads(NONE, all(results));
      case MatrixPrimitive.Svd s -> new Reads(NONE, all(results));
      case MatrixPrimitive.LinearSolve s -> new Reads(all(operands), wanted.get(0) ? FIRST : NONE);
      case MatrixPrimitive.PseudoSolve p -> new Reads(all(operands), wanted.get(0) ? FIRST : NONE);
      case MatrixPrimitive.Orthogonalize o -> new Reads(all(operands), FIRST);
      case MatrixPrimitive.PolarTurn p ->
          new Reads(all(operands), wanted.get(0) || wanted.get(1) ? FIRST : NONE);
      case MatrixPrimitive.SymmetricFunction s -> new Reads(all(operands), NONE);
      case MatrixPrimitive.Sylvester s ->
          new Reads(all(operands), wanted.get(0) || wanted.get(1) ? FIRST : NONE);
      case MatrixPrimitive.AnalyticFunction f -> new Reads(FIRST, NONE);
      case MatrixPrimitive.ExpmFrechet e -> new Reads(all(2), NONE);
      case MatrixPrimitive.ExpmAction e ->
          wanted.get(0) ? new Reads(all(2), NONE) : new Reads(FIRST, NONE);
      case MatrixPrimitive.ExpmActionAdjoint e -> new Reads(all(3), NONE);
      case MatrixPrimitive.LogDeterminant l -> new Reads(all(operands), NONE);
      case MatrixPrimitive.Determinant d -> new Reads(all(operands), NONE);
      case Primitive.Custom c ->
          new Reads(all(operands), c.operation().readsResults() ? all(results) : NONE);
      default -> NOTHING;
    };
  }

  /** Each factor is read for the derivative by the other one. */
  private static Reads bilinear(Primitive.Bilinear primitive, BitSet wanted) {
    BitSet operands = new BitSet();
    BitSet results = NONE;
    if (!primitive.isAlone()) {
      MapFunction then = primitive.then();
      Reads behind = ofFunction(then, derivativeBehind(then, wanted), 1);
      operands.or(behind.operands);
      results = behind.results;
    }
    operands.set(0, wanted.get(1));
    operands.set(1, wanted.get(0));
    return new Reads(operands, results);
  }

  /** The derivative of what follows a bilinear primitive, by its result and further operands. */
  static MapDerivative derivativeBehind(MapFunction then, BitSet wanted) {
    return then.reverse(argumentsBehind(then, wanted), FIRST, true);
  }

  /** Of the operands of a function behind a bilinear primitive those that are differentiated by. */
  static BitSet argumentsBehind(MapFunction then, BitSet wanted) {
    BitSet arguments = wanted.get(1, then.inputs() + 1);
    arguments.set(0, wanted.get(0) || wanted.get(1));
    return arguments;
  }

  private static Reads ofFunction(MapFunction function, MapDerivative derivative, int shift) {
    BitSet operands = new BitSet();
    BitSet results = new BitSet();
    int inputs = function.inputs();
    for (int position : derivative.reads()) {
      if (position < inputs) {
        operands.set(position + shift);
      } else if (position < inputs + function.outputs().size()) {
        results.set(position - inputs);
      }
    }
    return new Reads(operands, results);
  }

  /**
   * The primitive taken as two, if it is a bilinear one with a function behind it whose derivative
   * reads what lies between: recorded so, nothing has to be computed again.
   *
   * @return null if it is better left whole
   */
  static @Nullable List<Tensor> split(Primitive primitive, List<Tensor> operands, BitSet wanted) {
    if (!(primitive instanceof Primitive.Bilinear bilinear)
        || bilinear.isAlone()
        || !derivativeBehind(bilinear.then(), wanted).reads(0)) {
      return null;
    }
    List<Tensor> arguments = new ArrayList<>(operands.subList(2, operands.size()));
    arguments.addFirst(Primitive.one(bilinear.alone(), operands.get(0), operands.get(1)));
    return Primitive.apply(new Primitive.Map(bilinear.then()), arguments);
  }

  /**
   * Whether a derivative by an operand is asked for where results are differentiated: not by
   * conditions and indices, which only choose, nor where it is zero everywhere.
   */
  static boolean asks(Primitive primitive, int operand) {
    return switch (primitive) {
      case Primitive.Map(MapFunction function) -> !function.isFlat(operand);
      case Primitive.Sum(MapFunction function, List<Integer> axes) -> !function.isFlat(operand);
      case Primitive.Gather g -> operand == 0;
      case Primitive.ScatterAdd s -> operand == 0;
      // Factors have no derivative of their own.
      case MatrixPrimitive.LinearSolve s -> operand <= 1;
      case MatrixPrimitive.PseudoSolve p -> operand <= 1;
      case MatrixPrimitive.PolarTurn p -> operand <= 2;
      case MatrixPrimitive.Sylvester s -> operand <= 2;
      case MatrixPrimitive.Orthogonalize o -> operand == 0;
      case MatrixPrimitive.SymmetricFunction s -> operand == 0 || operand >= 4;
      case MatrixPrimitive.LogDeterminant l -> operand == 0;
      case MatrixPrimitive.Determinant d -> operand == 0;
      default -> true;
    };
  }

  private static BitSet bits(int bit) {
    BitSet bits = new BitSet();
    bits.set(bit);
    return bits;
  }

  private static BitSet all(int count) {
    BitSet bits = new BitSet();
    bits.set(0, count);
    return bits;
  }
}

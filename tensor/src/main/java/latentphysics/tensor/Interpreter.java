package latentphysics.tensor;

import java.util.List;

/** A way to carry out primitives other than by computing them, such as recording a gradient. */
public interface Interpreter {

  /** Nesting depth: of several interpreters among the operands the one with the highest acts. */
  long level();

  /**
   * Carries out a primitive of which at least one operand belongs to this interpreter.
   *
   * @param operands may also be plain tensors and tensors of interpreters of lower level
   */
  List<Tensor> apply(Primitive primitive, List<Tensor> operands);
}

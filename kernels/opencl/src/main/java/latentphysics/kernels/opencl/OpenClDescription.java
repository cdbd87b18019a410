package latentphysics.kernels.opencl;

import java.util.Locale;
import java.util.Optional;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Instructions;

/**
 * What an OpenCL device is and can do.
 *
 * @param platform name of the platform, which is the driver
 * @param name name of the device
 * @param type kind of the device
 * @param version OpenCL version of the device, as it states it
 * @param memory bytes of its memory
 * @param largestBuffer most bytes of one buffer
 * @param float64 whether it computes in float64
 * @param float32Denormals whether it keeps denormal numbers in float32
 * @param float32Divides whether it rounds division and square root correctly in float32
 */
public record OpenClDescription(
    String platform,
    String name,
    Type type,
    String version,
    long memory,
    long largestBuffer,
    boolean float64,
    boolean float32Denormals,
    boolean float32Divides) {

  /** Kind of a device, in the order in which they are preferred. */
  public enum Type {
    /** A graphics processor. */
    GPU,
    /** Another processor made for computing. */
    ACCELERATOR,
    /** The processor that runs this JVM. */
    CPU
  }

  /**
   * Why the device cannot compute a program with the bits of the scalar reference, in one sentence;
   * empty if it can.
   */
  public Optional<String> whyNot(Instructions program) {
    if (!program.type().isFloat() || !program.isUniform()) {
      return refusal("computes only with operands of one floating-point type");
    }
    if (program.type() == ElementType.FLOAT64) {
      return float64 ? Optional.empty() : refusal("does not compute in float64");
    }
    if (!float32Denormals) {
      return refusal("does not keep denormal numbers in float32");
    }
    boolean divides =
        program.list().stream()
            .anyMatch(in -> in.op() == Instructions.Op.DIV || in.op() == Instructions.Op.SQRT);
    return divides && !float32Divides
        ? refusal("does not round division and square root correctly in float32")
        : Optional.empty();
  }

  private Optional<String> refusal(String reason) {
    return Optional.of(
        "opencl: " + name + " " + reason + ", so results would differ from those of the CPU");
  }

  /** One line for people: name, kind, memory and what is supported. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s (%s, %s, %s): %.1f GiB, float64 %s, float32 division %s",
        name,
        type.name().toLowerCase(Locale.ROOT),
        platform,
        version,
        memory / 0x1p30,
        float64 ? "yes" : "no",
        float32Divides ? "correctly rounded" : "not correctly rounded");
  }
}

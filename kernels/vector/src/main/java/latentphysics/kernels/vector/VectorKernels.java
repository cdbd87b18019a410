package latentphysics.kernels.vector;

import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.StagedMap;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.scalar.ScalarKernels;

/**
 * Kernels by the Vector API. Short and first calls take the scalar form, which gives the same bits
 * without the cost of compiling SIMD code.
 */
public final class VectorKernels
    implements Kernels, FloatVectorKernels, DoubleVectorKernels, FloatVectorBlas, DoubleVectorBlas {
  /** Instructions of one SIMD loop: two short loops are faster than one that is longer. */
  private static final int LONGEST_MAP = 100;

  private final Kernels scalar = new ScalarKernels();
  private final Thresholds least;
  private final FloatSwitches floats;
  private final DoubleSwitches doubles;

  /**
   * The provider with measured thresholds.
   *
   * @throws LinkageError if this JVM runs without the module jdk.incubator.vector
   */
  public VectorKernels() {
    this(Thresholds.MEASURED);
    // Fails here, where the search for providers expects it, and not at the first product.
    Objects.requireNonNull(FloatVector.SPECIES_PREFERRED);
  }

  private VectorKernels(Thresholds least) {
    this.least = least;
    floats = new FloatSwitches(least);
    doubles = new DoubleSwitches(least);
  }

  /** A provider that never takes the scalar form where SIMD can run, for tests. */
  static VectorKernels eager() {
    return new VectorKernels(Thresholds.NONE);
  }

  @Override
  public FloatSwitches floats() {
    return floats;
  }

  @Override
  public DoubleSwitches doubles() {
    return doubles;
  }

  @Override
  public Kernels scalar() {
    return scalar;
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int preference() {
    return 100;
  }

  @Override
  public MapKernel compile(Instructions program) {
    return program.list().size() > LONGEST_MAP
        ? new StagedMap(program, LONGEST_MAP, this::loop)
        : loop(program);
  }

  private MapKernel loop(Instructions program) {
    MapKernel loop = scalar.compile(program);
    // Loops that convert on the way, or compute with integers, are left to C2's own vectorizer.
    return program.isUniform() && program.type().isFloat()
        ? new VectorMap(program, loop, least.map(), least.elements())
        : loop;
  }

  @Override
  public void transpose(
      int rows, int columns, int[] x, int xOffset, int xRow, int[] y, int yOffset, int yRow) {
    scalar.transpose(rows, columns, x, xOffset, xRow, y, yOffset, yRow);
  }

  @Override
  public void transpose(
      int rows,
      int columns,
      boolean[] x,
      int xOffset,
      int xRow,
      boolean[] y,
      int yOffset,
      int yRow) {
    scalar.transpose(rows, columns, x, xOffset, xRow, y, yOffset, yRow);
  }
}

package latentphysics.world;

import latentphysics.linear.PrincipalComponents;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A world of many columns, such as pixels, by its leading principal components: y = (x − m)·V/s, m
 * the mean and V orthonormal columns of a sample, s such that the mean variance is 1.
 */
public final class PrincipalView implements World {
  private static final int SAMPLE = 4096;

  private final World world;
  private final Tensor mean;
  private final Tensor directions;
  private final double size;

  /**
   * A view.
   *
   * @param count of components, at most the world's features
   * @param key of the sample
   */
  public PrincipalView(World world, int count, Key key) {
    if (count < 1 || count > world.features()) {
      throw new IllegalArgumentException(
          "principal view: %d components of %d columns, expected 1 to all"
              .formatted(count, world.features()));
    }
    this.world = world;
    Tensor states = world.states(key, SAMPLE, 1).reshape(SAMPLE, world.stateSize());
    Tensor x = world.observe(states);
    mean = x.mean(0);
    Tensor centred = x.sub(mean);
    directions = PrincipalComponents.of(centred, count);
    size = Math.sqrt(centred.matmul(directions).var(0).mean().item());
  }

  /** What is seen through it. */
  public World world() {
    return world;
  }

  @Override
  public int features() {
    return directions.dim(1);
  }

  @Override
  public int stateSize() {
    return world.stateSize();
  }

  @Override
  public Tensor states(Key key, int count, int length) {
    return world.states(key, count, length);
  }

  @Override
  public Tensor observe(Tensor states) {
    return world.observe(states).sub(mean).matmul(directions).div(size);
  }

  /**
   * What the world shows where the components are these and all others have their mean: m + s·y·Vᵀ.
   *
   * @param components {@code [n, features]}
   * @return float64 {@code [n, the world's features]}
   */
  public Tensor expand(Tensor components) {
    return components.astype(DType.FLOAT64).mul(size).matmul(directions.transpose()).add(mean);
  }
}

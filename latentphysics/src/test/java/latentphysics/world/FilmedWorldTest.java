package latentphysics.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the films: what moves obeys its law, and the picture shows it where it is. */
final class FilmedWorldTest {
  private static final Camera CAMERA = new Camera(25, 1.5, 0.2);
  private static final List<Mechanics> SYSTEMS =
      List.of(new Mechanics.Pendulum(2.2), new Mechanics.TwoBodies(1.0 / 3));

  private static Tensor at(Tensor states, int k) {
    return states.slice(1, k, k + 1).squeeze(1);
  }

  @Test
  void energyIsConservedForLong() {
    for (Mechanics mechanics : SYSTEMS) {
      Tensor states = new FilmedWorld(mechanics, CAMERA, 0.25).states(Key.of(1), 100, 201);
      Tensor first = mechanics.energy(at(states, 0));
      for (int k : new int[] {1, 100, 200}) {
        double drift = mechanics.energy(at(states, k)).sub(first).abs().max().item();
        assertTrue(drift < 1e-5, mechanics.name() + " after " + k + " frames: " + drift);
      }
    }
  }

  /** The rule between frames is so exact that half the interval leads to the same place. */
  @Test
  void framesLieOnTheMotionWhateverTheInterval() {
    for (Mechanics mechanics : SYSTEMS) {
      Tensor start = mechanics.start(Key.of(2), 50);
      Tensor whole = new FilmedWorld(mechanics, CAMERA, 0.2).path(start, 11);
      Tensor half = new FilmedWorld(mechanics, CAMERA, 0.1).path(start, 21);
      double apart = at(whole, 10).sub(at(half, 20)).abs().max().item();
      assertTrue(apart < 1e-4, mechanics.name() + ": " + apart);
      assertTrue(at(whole, 10).sub(start).abs().max().item() > 0.5, "it moves");
    }
  }

  @Test
  void periodsAreThoseOfTheMotion() {
    double swing = Mechanics.Pendulum.period(2);
    FilmedWorld pendulum = new FilmedWorld(SYSTEMS.get(0), CAMERA, swing / 40);
    Tensor released = Tensor.of(new double[] {2, 0}, 1, 2);
    double[] back = at(pendulum.path(released, 41), 40).toDoubles();
    assertArrayEquals(new double[] {2, 0}, back, 1e-4);
    assertEquals(2 * Math.PI, Mechanics.Pendulum.period(1e-4), 1e-7, "small swings");
    double revolution = Mechanics.TwoBodies.period(1.2);
    FilmedWorld bodies = new FilmedWorld(SYSTEMS.get(1), CAMERA, revolution / 40);
    double[] circle = {1.2, 0, 0, 1 / Math.sqrt(1.2)};
    assertArrayEquals(circle, at(bodies.path(Tensor.of(circle, 1, 4), 41), 40).toDoubles(), 1e-4);
  }

  @Test
  void startsCoverWhatTheMotionReaches() {
    for (Mechanics mechanics : SYSTEMS) {
      Tensor start = mechanics.start(Key.of(3), 4000).slice(1, 0, 1);
      Tensor later =
          at(new FilmedWorld(mechanics, CAMERA, 0.25).states(Key.of(4), 4000, 31), 30)
              .slice(1, 0, 1);
      assertEquals(start.max().item(), later.max().item(), 0.05, mechanics.name());
      assertEquals(start.std().item(), later.std().item(), 0.1, mechanics.name());
    }
    double most = SYSTEMS.get(0).start(Key.of(5), 4000).slice(1, 0, 1).abs().max().item();
    assertTrue(most > 2.1 && most <= 2.2, "amplitudes up to 2.2: " + most);
  }

  @Test
  void aSpotIsWhereItsCentreIs() {
    Tensor centres = Tensor.of(new double[] {0.5, -0.25, 0, 0}, 2, 2);
    Tensor frames = CAMERA.frames(List.of(new Camera.Spot(centres, 0.8)));
    assertEquals(0.8, frames.slice(0, 1, 2).max().item(), 1e-12, "a pixel lies in the middle");
    Tensor across = Tensor.linspace(DType.FLOAT64, -1.5, 1.5, 25);
    Tensor first = frames.slice(0, 0, 1).reshape(25, 25);
    double all = first.sum().item();
    assertEquals(0.5, first.sum(0).mul(across).sum().item() / all, 1e-3, "to the right");
    assertEquals(-0.25, first.sum(1).mul(across.flip(0)).sum().item() / all, 1e-3, "downwards");
    double spread = first.sum(0).mul(across.sub(0.5).square()).sum().item() / all;
    assertEquals(0.2, Math.sqrt(spread), 1e-3, "its standard deviation");
  }

  @Test
  void picturesShowWhatMovesAndNotHowFast() {
    FilmedWorld pendulum = new FilmedWorld(SYSTEMS.get(0), CAMERA, 0.25);
    Tensor side = Tensor.of(new double[] {Math.PI / 2, 0, Math.PI / 2, 1}, 2, 2);
    Tensor frames = pendulum.frames(side);
    Tensor expected =
        CAMERA.frames(List.of(new Camera.Spot(Tensor.of(new double[] {1, 0}, 1, 2), 1)));
    assertEquals(0, frames.slice(0, 0, 1).sub(expected).abs().max().item(), 1e-12);
    assertEquals(0, frames.slice(0, 1, 2).sub(expected).abs().max().item(), 1e-12);

    List<Camera.Spot> spots = SYSTEMS.get(1).spots(Tensor.of(new double[] {0.9, -0.3}, 1, 2));
    assertArrayEquals(new double[] {-0.3, 0.1}, spots.get(0).centres().toDoubles(), 1e-12);
    assertArrayEquals(new double[] {0.6, -0.2}, spots.get(1).centres().toDoubles(), 1e-12);
    assertTrue(spots.get(0).brightness() > spots.get(1).brightness(), "the heavier is brighter");
  }

  @Test
  void framesStayBetweenDarkAndLightAndHaveVarianceOne() {
    for (Mechanics mechanics : SYSTEMS) {
      FilmedWorld film = new FilmedWorld(mechanics, CAMERA, 0.25);
      Tensor states = at(film.states(Key.of(6), 2000, 1), 0);
      Tensor frames = film.frames(states);
      assertTrue(frames.min().item() >= 0 && frames.max().item() <= 1, mechanics.name());
      assertEquals(625, film.features());
      assertEquals(1, film.observe(states).var(0).mean().item(), 0.05, mechanics.name());
    }
    Tensor middle = Tensor.zeros(DType.FLOAT64, 1, 2);
    Camera.Spot one = new Camera.Spot(middle, 1);
    assertEquals(1, CAMERA.frames(List.of(one, one)).max().item(), "spots that overlap");
  }

  @Test
  void aKeyTellsTheStates() {
    FilmedWorld film = new FilmedWorld(SYSTEMS.get(1), CAMERA, 0.25);
    Tensor states = film.states(Key.of(7), 3, 4);
    assertArrayEquals(states.toDoubles(), film.states(Key.of(7), 3, 4).toDoubles());
    assertNotEquals(states.sum().item(), film.states(Key.of(8), 3, 4).sum().item());
    assertArrayEquals(new int[] {3, 4, 4}, states.shape().dims());
  }

  @Test
  void impossibleOnesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Camera(1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Camera(24, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Mechanics.Pendulum(Math.PI));
    assertThrows(IllegalArgumentException.class, () -> new Mechanics.TwoBodies(1));
    assertThrows(IllegalArgumentException.class, () -> new FilmedWorld(SYSTEMS.get(0), CAMERA, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Camera.Spot(Tensor.zeros(DType.FLOAT64, 1, 3), 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Camera.Spot(Tensor.zeros(DType.FLOAT64, 1, 2), 1.1));
  }

  @Test
  void leadingComponentsTellThePixels() {
    FilmedWorld film = new FilmedWorld(SYSTEMS.get(0), CAMERA, 0.25);
    PrincipalView view = new PrincipalView(film, 24, Key.of(9));
    Tensor states = at(film.states(Key.of(10), 1000, 1), 0);
    Tensor seen = view.observe(states);
    assertEquals(24, seen.dim(1));
    assertEquals(1, seen.var(0).mean().item(), 0.1, "mean variance");
    Tensor pixels = film.observe(states);
    double left = view.expand(seen).sub(pixels).square().mean().item();
    assertTrue(left < 1e-4, "what the others hold: " + left);
    double eight = new PrincipalView(film, 8, Key.of(9)).observe(states).var(0).mean().item();
    assertEquals(1, eight, 0.1, "whatever their number");
    assertThrows(IllegalArgumentException.class, () -> new PrincipalView(film, 626, Key.of(9)));
  }
}

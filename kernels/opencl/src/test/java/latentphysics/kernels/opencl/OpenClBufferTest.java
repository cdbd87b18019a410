package latentphysics.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.contract.SampleNumbers;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Instructions;
import org.junit.jupiter.api.Test;

class OpenClBufferTest {

  @Test
  void numbersComeBackAsTheyWere() {
    // The largest takes several passes through the staging memory.
    for (int length : new int[] {0, 1, 1000, (1 << 18) + 7, 700_001}) {
      Random random = new Random(length);
      float[] floats = (float[]) SampleNumbers.ordinary(random, ElementType.FLOAT32, length);
      double[] doubles = (double[]) SampleNumbers.ordinary(random, ElementType.FLOAT64, length);
      try (OpenClDevice device = TestDevice.open();
          OpenClBuffer single = device.allocate(ElementType.FLOAT32, length);
          OpenClBuffer twice = device.allocate(ElementType.FLOAT64, length)) {
        single.write(floats);
        twice.write(doubles);
        float[] floatsBack = new float[length];
        double[] doublesBack = new double[length];
        single.read(floatsBack);
        twice.read(doublesBack);
        assertArrayEquals(floats, floatsBack);
        assertArrayEquals(doubles, doublesBack);
      }
    }
  }

  @Test
  void partsAreCopied() {
    try (OpenClDevice device = TestDevice.open();
        OpenClBuffer buffer = device.allocate(ElementType.FLOAT64, 5)) {
      buffer.write(new double[] {1, 2, 3, 4, 5});
      buffer.write(1, new double[] {9, 8, 7}, 1, 2);
      double[] back = new double[4];
      buffer.read(0, back, 1, 3);
      assertArrayEquals(new double[] {0, 1, 8, 7}, back);
      assertThrows(IndexOutOfBoundsException.class, () -> buffer.write(3, new double[9], 0, 3));
      assertThrows(IndexOutOfBoundsException.class, () -> buffer.read(0, back, 2, 3));
      assertThrows(IllegalArgumentException.class, () -> buffer.write(new float[5]));
      assertThrows(IllegalArgumentException.class, () -> buffer.read(new double[4]));
    }
  }

  @Test
  void memoryIsCounted() {
    try (OpenClDevice device = TestDevice.open()) {
      OpenClBuffer first = device.allocate(ElementType.FLOAT32, 100);
      OpenClBuffer second = device.allocate(ElementType.FLOAT64, 10);
      assertEquals(480, device.bytesHeld());
      assertEquals(2, device.openBuffers());
      first.close();
      first.close();
      assertEquals(80, device.bytesHeld());
      second.close();
      assertEquals(0, device.bytesHeld());
      assertEquals(0, device.openBuffers());
      assertEquals(0, device.leakedBuffers());
    }
  }

  @Test
  void aForgottenBufferIsReleasedAndCounted() throws InterruptedException {
    try (OpenClDevice device = TestDevice.open()) {
      forget(device);
      for (int attempt = 0; attempt < 500 && device.leakedBuffers() == 0; attempt++) {
        System.gc();
        Thread.sleep(10);
      }
      assertEquals(1, device.leakedBuffers());
      assertEquals(0, device.openBuffers());
      assertEquals(0, device.bytesHeld());
    }
  }

  private static void forget(OpenClDevice device) {
    OpenClBuffer forgotten = device.allocate(ElementType.FLOAT32, 1000);
    forgotten.write(new float[1000]);
  }

  @Test
  void useAfterCloseIsAnError() {
    try (OpenClDevice device = TestDevice.open()) {
      OpenClBuffer buffer = device.allocate(ElementType.FLOAT32, 3);
      buffer.close();
      String sentence = "opencl: buffer [float32, 3 elements] is closed";
      assertMessage(sentence, () -> buffer.write(new float[3]));
      assertMessage(sentence, () -> buffer.read(new float[3]));
      Instructions program =
          Instructions.compile(List.of(Expr.input(0).neg()), 1, ElementType.FLOAT32);
      if (device.description().whyNot(program).isEmpty()) {
        OpenClMap map = device.compile(program);
        assertMessage(
            sentence, () -> map.run(List.of(buffer, buffer), new int[2], new int[] {1, 1}, 3));
      }
    }
  }

  @Test
  void useOfAClosedDeviceIsAnError() {
    OpenClDevice device = TestDevice.open();
    OpenClBuffer buffer = device.allocate(ElementType.FLOAT32, 3);
    device.close();
    device.close();
    String sentence = "opencl: device " + device.description().name() + " is closed";
    assertMessage(sentence, () -> buffer.write(new float[3]));
    assertMessage(sentence, () -> device.allocate(ElementType.FLOAT32, 1));
    assertMessage(sentence, device::finish);
    buffer.close();
    assertEquals(0, device.openBuffers());
  }

  private static void assertMessage(String expected, Runnable action) {
    IllegalStateException error = assertThrows(IllegalStateException.class, action::run);
    assertEquals(expected, error.getMessage());
  }

  @Test
  void tooLargeABufferSaysHowMuchWasAskedForAndHeld() {
    try (OpenClDevice device = TestDevice.open();
        OpenClBuffer held = device.allocate(ElementType.FLOAT32, 1000)) {
      assertEquals(1000, held.length());
      long most = device.description().largestBuffer();
      int length = Integer.MAX_VALUE;
      long asked = 8L * length;
      assumeTrue(asked > most, "unsupported: the device takes any buffer that an array can fill");
      OpenClMemoryException error =
          assertThrows(
              OpenClMemoryException.class, () -> device.allocate(ElementType.FLOAT64, length));
      assertEquals(asked, error.asked());
      assertEquals(4000, error.held());
      String message = String.valueOf(error.getMessage());
      assertTrue(message.contains(asked + " bytes asked for, 4000 held"), message);
      assertThrows(IllegalArgumentException.class, () -> device.allocate(ElementType.FLOAT32, -1));
    }
  }
}

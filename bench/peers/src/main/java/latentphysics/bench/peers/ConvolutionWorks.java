package latentphysics.bench.peers;

import java.util.List;

/** Convolutions. */
final class ConvolutionWorks {
  private ConvolutionWorks() {}

  static List<Work> all() {
    return List.of();
  }
}

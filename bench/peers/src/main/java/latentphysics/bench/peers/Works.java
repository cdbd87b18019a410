package latentphysics.bench.peers;

import java.util.List;
import java.util.stream.Stream;

/** Everything that is measured. A new piece of work is one more element in one of these lists. */
final class Works {
  private Works() {}

  static List<Work> all() {
    return Stream.of(
            ProductWorks.all(),
            ElementwiseWorks.all(),
            ReductionWorks.all(),
            MovementWorks.all(),
            ConvolutionWorks.all(),
            TrainingWorks.all(),
            DecompositionWorks.all(),
            MatrixBatchWorks.all())
        .flatMap(List::stream)
        .toList();
  }
}

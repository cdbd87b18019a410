package latentphysics.autodiff;

import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.Tensor;

/** The structures of a tensor and of a list of tensors. */
final class SimpleStructures {
  static final Structure<Tensor> TENSOR =
      new Structure<>() {
        @Override
        public List<Tensor> leaves(Tensor value) {
          return List.of(value);
        }

        @Override
        public List<String> names(Tensor value) {
          return List.of("value");
        }

        @Override
        public Tensor rebuild(Tensor like, List<Tensor> leaves) {
          checkCount(1, leaves);
          return leaves.getFirst();
        }
      };

  static final Structure<List<Tensor>> LIST =
      new Structure<>() {
        @Override
        public List<Tensor> leaves(List<Tensor> value) {
          return List.copyOf(value);
        }

        @Override
        public List<String> names(List<Tensor> value) {
          return IntStream.range(0, value.size()).mapToObj(Integer::toString).toList();
        }

        @Override
        public List<Tensor> rebuild(List<Tensor> like, List<Tensor> leaves) {
          checkCount(like.size(), leaves);
          return List.copyOf(leaves);
        }
      };

  private SimpleStructures() {}

  static void checkCount(int expected, List<Tensor> leaves) {
    if (leaves.size() != expected) {
      throw new IllegalArgumentException(
          "structure: " + leaves.size() + " tensors, expected " + expected);
    }
  }
}

package latentphysics.autodiff;

import java.util.stream.IntStream;
import latentphysics.tensor.Tensor;

/** How the elements of a test's argument lie in memory. */
enum Layout {
  /** In order, without gaps. */
  ROW_MAJOR,
  /** Axes in the opposite order. */
  TRANSPOSED,
  /** Inside a larger array, between NaN. */
  SLICED,
  /** One value for the whole last axis; this one changes the values. */
  REPEATED;

  /** A tensor of the same shape that lies this way. */
  Tensor lay(Tensor tensor) {
    int rank = tensor.shape().rank();
    return switch (this) {
      case ROW_MAJOR -> tensor;
      case TRANSPOSED -> {
        int[] reversed = IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
        Tensor turned = tensor.permute(reversed);
        int[] dims = turned.shape().dims();
        yield Tensor.of(turned.dtype(), turned.toDoubles(), dims).reshape(dims).permute(reversed);
      }
      case SLICED -> {
        Tensor framed = tensor;
        for (int axis = 0; axis < rank; axis++) {
          int[] border = framed.shape().dims();
          border[axis] = 1;
          Tensor frame = Tensor.full(tensor.dtype(), Double.NaN, border);
          framed = Tensor.concatenate(axis, frame, framed, frame, frame);
        }
        for (int axis = 0; axis < rank; axis++) {
          framed = framed.slice(axis, 1, 1 + tensor.dim(axis));
        }
        yield framed;
      }
      case REPEATED ->
          rank == 0 || tensor.dim(-1) == 0
              ? tensor
              : tensor.slice(-1, 0, 1).broadcastTo(tensor.shape().dims());
    };
  }
}

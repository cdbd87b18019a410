package latentphysics.tensor;

import java.lang.reflect.Array;
import latentphysics.tensor.storage.TensorArrays;

/** Lets the other packages of this module at the arrays behind tensors. */
final class HeapArrays extends TensorArrays {
  @Override
  public Elements elements(Tensor tensor) {
    ArrayTensor packed = tensor.array().packed();
    return new Elements(packed.data, packed.offset);
  }

  @Override
  public Tensor adopt(DType dtype, Object array, int... dims) {
    Shape shape = Shape.of(dims);
    if (Array.getLength(array) != shape.size()) {
      throw new IllegalArgumentException(
          "tensor: "
              + Array.getLength(array)
              + " values for shape "
              + shape
              + ", expected "
              + shape.size());
    }
    return ArrayTensor.rowMajor(dtype, shape, array);
  }
}

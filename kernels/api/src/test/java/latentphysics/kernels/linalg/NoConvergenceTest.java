package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.function.BiFunction;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Protects what is said where an iteration does not end. No matrix is known that does so: kernels
 * are at fault here, of which some work wrongly. Without a bound these tests would not end.
 */
class NoConvergenceTest {
  private static final int N = 5;

  /** Scalar kernels but for calls that the function answers with something else than null. */
  private static Kernels faulty(BiFunction<Method, Object[], Object> fault) {
    Kernels right = new ScalarKernels();
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (self, method, arguments) -> {
              Object wrong = fault.apply(method, arguments);
              if (wrong != null) {
                return method.getReturnType() == void.class ? null : wrong;
              }
              try {
                return method.invoke(right, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Sums of products that are not numbers, once they are of several terms. */
  private static Kernels withoutSums() {
    return faulty((method, arguments) ->
        !method.getName().equals("dot") || (int) arguments[0] < 2
            ? null
            : method.getReturnType() == float.class ? (Object) Float.NaN : Double.NaN);
  }

  private static Matrices matrices(Precision precision, Kernels kernels) {
    return Matrices.of(
        precision == Precision.SINGLE ? ElementType.FLOAT32 : ElementType.FLOAT64, kernels);
  }

  private static Object matrix(Precision precision) {
    return precision.array(precision.random(new Random(1), N * N), 0);
  }

  private static Object room(Precision precision) {
    return precision.array(new double[N * N], 0);
  }

  private static void says(String beginning, Runnable operation) {
    String message = String.valueOf(assertThrows(ArithmeticException.class, operation::run));
    assertTrue(message.contains(": " + beginning), message);
  }

  @ParameterizedTest
  @EnumSource
  void symmetricEigenvalues(Precision precision) {
    Matrices matrices = matrices(precision, withoutSums());
    says(
        "eigh: 0 of 5 eigenvalues of a matrix [5, 5] converged in 150 sweeps",
        () -> matrices.eigh(1, N, matrix(precision), 0, room(precision), 0, room(precision), 0));
  }

  /** Eigenvalues of a Gram matrix are a step of the SVD: it is the SVD that fails. */
  @ParameterizedTest
  @EnumSource
  void singularValuesByTheGramMatrix(Precision precision) {
    Matrices matrices = matrices(precision, withoutSums());
    says(
        "svd: 0 of 5 eigenvalues of a matrix [5, 5] converged in 150 sweeps",
        () -> svd(matrices, precision));
  }

  private static void svd(Matrices matrices, Precision precision) {
    matrices.svd(
        1, N, N, matrix(precision), 0, room(precision), 0, room(precision), 0, room(precision), 0);
  }

  /** Rotations that turn nothing. */
  @ParameterizedTest
  @EnumSource
  void singularValues(Precision precision) {
    Kernels kernels = faulty((method, arguments) -> method.getName().equals("rot") ? method : null);
    says(
        "svd: the largest cosine of two of 5 rows is ",
        () -> svd(matrices(precision, kernels), precision));
  }

  @ParameterizedTest
  @EnumSource
  void generalEigenvalues(Precision precision) {
    Matrices matrices = matrices(precision, withoutSums());
    Object r = room(precision);
    Object s = room(precision);
    says(
        "schur: 0 of 5 eigenvalues had converged after 150 steps",
        () -> matrices.schur(N, matrix(precision), 0, r, 0, s, 0));
    says(
        "eig: 0 of 5 eigenvalues had converged after 150 steps",
        () -> matrices.eig(N, matrix(precision), 0, r, 0, s, 0, r, 0, s, 0));
  }

  /** A root that is always far from the identity. */
  @ParameterizedTest
  @EnumSource
  void logarithms(Precision precision) {
    Kernels kernels =
        faulty((method, arguments) ->
            !method.getName().equals("dot") || (int) arguments[0] != N * N
                ? null
                : method.getReturnType() == float.class ? (Object) 16f : 16.0);
    double[] positive = new double[N * N];
    for (int i = 0; i < N; i++) {
      positive[i * N + i] = 1 + i;
    }
    says(
        "logm: the root of order 2^",
        () ->
            matrices(precision, kernels)
                .logm(N, precision.array(positive, 0), 0, room(precision), 0));
  }
}

package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.fft.Complex;
import latentphysics.tensor.linalg.Factorizations;
import latentphysics.tensor.linalg.LinearOperator;
import latentphysics.tensor.linalg.MatrixFunctions;
import latentphysics.tensor.linalg.Nearest;
import latentphysics.tensor.linalg.Spectra;
import latentphysics.tensor.linalg.SpectralFunctions;
import latentphysics.tensor.linalg.Systems;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Protects the derivative rules of linear algebra as {@link PrimitiveGradientTest} does those of
 * all else. A primitive without a row fails.
 */
final class MatrixGradientTest {
  private static final int[][] SQUARE = {
    {0, 0}, {1, 1}, {2, 2}, {3, 3}, {5, 5}, {2, 3, 3}, {2, 1, 2, 2}, {0, 2, 2}
  };
  private static final int[][] ANY = {
    {1, 1}, {3, 3}, {4, 2}, {2, 4}, {1, 3}, {3, 1}, {3, 0}, {0, 3}, {2, 3, 2}, {2, 2, 3}, {0, 2, 3}
  };

  private final Map<Class<? extends MatrixPrimitive>, List<GradientCase>> rows =
      new LinkedHashMap<>();
  private long seed = 500;

  /** Shapes of A and B. */
  private static final int[][][] SYSTEMS = {
    {{1, 1}, {1, 1}},
    {{5, 3}, {5, 2}},
    {{3, 1}, {3, 4}},
    {{3, 3}, {3, 2}},
    {{2, 5}, {2, 3}},
    {{1, 4}, {1, 1}},
    {{4, 2}, {4, 0}},
    {{2, 4}, {2, 0}},
    {{3, 0}, {3, 2}},
    {{0, 3}, {0, 2}},
    {{2, 3, 5, 2}, {2, 3, 5, 1}},
    {{3, 2, 4}, {3, 2, 2}},
    {{0, 3, 2}, {0, 3, 2}},
    {{3, 2}, {2, 3, 1}},
    {{2, 4, 3}, {4, 2}},
  };

  private void leastSquares() {
    for (int[][] dims : SYSTEMS) {
      row(
          MatrixPrimitive.PseudoSolve.class,
          "lstsq at full rank",
          x -> List.of(x.get(0).lstsq(x.get(1))),
          Points.fullRank(seed++, dims[0]),
          Points.normal(seed++, dims[1]));
    }
  }

  MatrixGradientTest() {
    leastSquares();
    for (int[] dims : ANY) {
      row(MatrixPrimitive.Lu.class, "lu", x -> floats(new MatrixPrimitive.Lu(), x), any(dims));
      row(MatrixPrimitive.Qr.class, "qr", x -> floats(new MatrixPrimitive.Qr(false), x), any(dims));
      row(
          MatrixPrimitive.Qr.class,
          "qr pivoted",
          x -> floats(new MatrixPrimitive.Qr(true), x),
          any(dims));
    }
    for (int[] dims : ANY) {
      spectra(dims);
      row(
          MatrixPrimitive.SymmetricFunction.class,
          "generalizedFunm",
          x -> List.of(SpectralFunctions.generalizedFunm(x.getFirst(), Tensor::tanh)),
          any(dims));
    }
    for (int[] dims : SQUARE) {
      spectra(dims);
      row(
          MatrixPrimitive.Cholesky.class,
          "cholesky",
          x -> List.of(Factorizations.cholesky(x.getFirst())),
          positiveDefinite(dims));
      row(
          MatrixPrimitive.LogDeterminant.class,
          "slogdet",
          x -> List.of(Systems.slogdet(x.getFirst()).logAbs()),
          any(dims));
      row(
          MatrixPrimitive.Determinant.class,
          "det",
          x -> List.of(Systems.det(x.getFirst())),
          any(dims));
      row(
          MatrixPrimitive.Eigh.class,
          "eigh",
          x -> {
            Spectra.Eigh found = Spectra.eigh(x.getFirst());
            return List.of(found.values(), found.vectors());
          },
          spread(dims));
      for (int result = 0; result < 2; result++) {
        int only = result;
        row(
            MatrixPrimitive.Eigh.class,
            "result " + only + " of eigh",
            x -> List.of(Primitive.apply(new MatrixPrimitive.Eigh(Degeneracy.THROW), x).get(only)),
            spread(dims));
      }
      row(
          MatrixPrimitive.SymmetricFunction.class,
          "funmh",
          x -> List.of(SpectralFunctions.funmh(x.getFirst(), Tensor::exp)),
          any(dims));
      row(
          MatrixPrimitive.Eigh.class,
          "eigh with a mass",
          x -> {
            Spectra.Eigh found = Spectra.eigh(x.get(0), x.get(1));
            return List.of(found.values(), found.vectors());
          },
          spread(dims),
          spread(dims).mul(0.1).add(Tensor.eye(DType.FLOAT64, dims[dims.length - 1])));
      eig(spread(dims).add(heavy(dims)));
      eig(spread(dims).add(turning(dims)));
      if (dims[dims.length - 1] <= 3) {
        functions(dims); // second derivatives take matrices of four times the size
      }
      for (MatrixKind kind : MatrixKind.values()) {
        if (kind != MatrixKind.ORTHOGONAL) {
          systems(kind, dims);
        }
      }
    }
  }

  private void eig(Tensor a) {
    row(
        MatrixPrimitive.Eig.class,
        "eig",
        x -> {
          Spectra.Eig found = Spectra.eig(x.getFirst());
          Complex w = found.values();
          Complex v = found.vectors();
          return List.of(w.re(), w.im(), v.re(), v.im());
        },
        a);
  }

  /** What gives matrices that {@link #spread} makes pairs of complex eigenvalues. */
  private static Tensor turning(int... dims) {
    int n = dims[dims.length - 1];
    double[] beside = new double[n * n];
    for (int i = 0; i + 1 < n; i += 2) {
      beside[i * n + i + 1] = 3;
      beside[(i + 1) * n + i] = -2;
    }
    return Tensor.of(beside, n, n);
  }

  private void spectra(int[] dims) {
    row(
        MatrixPrimitive.Svd.class,
        "svd",
        x -> {
          Spectra.Svd found = Spectra.svd(x.getFirst());
          return List.of(found.u(), found.s(), found.vt());
        },
        spread(dims));
    for (int result = 0; result < 3; result++) {
      int only = result;
      row(
          MatrixPrimitive.Svd.class,
          "result " + only + " of svd",
          x -> List.of(Primitive.apply(new MatrixPrimitive.Svd(Degeneracy.THROW), x).get(only)),
          spread(dims));
    }
    row(
        MatrixPrimitive.PseudoSolve.class,
        "pinv",
        x -> List.of(Nearest.pinv(x.getFirst())),
        any(dims));
    int[] right = dims.clone();
    right[right.length - 1] = 2;
    row(
        MatrixPrimitive.PseudoSolve.class,
        "lstsq",
        x -> {
          Nearest.LeastSquares found = Nearest.lstsq(x.get(0), x.get(1), 1e-10);
          return List.of(found.solution(), found.residual());
        },
        any(dims),
        Points.normal(seed++, right));
    if (dims[dims.length - 2] >= dims[dims.length - 1]) {
      row(
          MatrixPrimitive.Orthogonalize.class,
          "polar",
          x -> {
            Nearest.Polar found = Nearest.polar(x.getFirst(), Degeneracy.THROW);
            return List.of(found.r(), found.h());
          },
          any(dims));
      row(
          MatrixPrimitive.Orthogonalize.class,
          "procrustes",
          x -> List.of(Nearest.procrustes(x.get(0), x.get(1), true, Degeneracy.THROW)),
          any(dims),
          any(dims));
      row(
          MatrixPrimitive.PolarTurn.class,
          "polar's derivative",
          x -> List.of(polarTurn(x.get(0), x.get(1))),
          any(dims),
          Points.normal(seed++, dims));
    }
  }

  /** For an R that stays orthogonal. */
  private static Tensor polarTurn(Tensor a, Tensor e) {
    Spectra.Svd factors = Spectra.svd(a.stopGradient());
    Tensor s = factors.s();
    return Primitive.one(
        new MatrixPrimitive.PolarTurn(),
        a,
        Nearest.polar(a, Degeneracy.THROW).r(),
        e,
        factors.u(),
        Tensor.ones(DType.FLOAT64).div(s.expandDims(-1).add(s.expandDims(-2))),
        factors.vt());
  }

  private void functions(int[] dims) {
    for (MatrixPrimitive.Analytic function : MatrixPrimitive.Analytic.values()) {
      Primitive primitive = new MatrixPrimitive.AnalyticFunction(function);
      row(
          MatrixPrimitive.AnalyticFunction.class,
          function.toString(),
          x -> Primitive.apply(primitive, x),
          spread(dims).mul(0.5));
    }
    row(
        MatrixPrimitive.ExpmFrechet.class,
        "expm's derivative",
        x -> Primitive.apply(new MatrixPrimitive.ExpmFrechet(), x),
        Points.normal(seed++, dims).mul(0.5),
        Points.normal(seed++, dims));
    int[] wide = dims.clone();
    wide[wide.length - 1] = 2;
    row(
        MatrixPrimitive.ExpmAction.class,
        "expmv",
        x -> List.of(MatrixFunctions.expmv(x.get(2), x.get(0), x.get(1))),
        Points.normal(seed++, dims),
        Points.normal(seed++, wide),
        Points.normal(seed++, Arrays.copyOf(dims, dims.length - 2)));
    row(
        MatrixPrimitive.ExpmActionAdjoint.class,
        "expmv's derivative",
        x -> Primitive.apply(new MatrixPrimitive.ExpmActionAdjoint(), x),
        Points.normal(seed++, dims),
        Points.normal(seed++, wide),
        Points.normal(seed++, wide));
    int[] small = dims.clone();
    small[wide.length - 1] = 2;
    small[wide.length - 2] = 2;
    row(
        MatrixPrimitive.Sylvester.class,
        "sylvester",
        x -> List.of(Systems.sylvester(x.get(0), x.get(1), x.get(2))),
        spread(dims),
        spread(small),
        Points.normal(seed++, wide));
    row(
        MatrixPrimitive.Sylvester.class,
        "lyapunov",
        x -> List.of(Systems.lyapunov(x.get(0), x.get(1))),
        spread(dims),
        Points.normal(seed++, dims));
  }

  /** Solutions both ways; one factorization for two of them, the second of which is nested. */
  private void systems(MatrixKind kind, int[] dims) {
    int[] right = dims.clone();
    right[right.length - 1] = 2;
    Tensor a = kind == MatrixKind.POSITIVE_DEFINITE ? positiveDefinite(dims) : any(dims);
    Tensor b = Points.normal(seed++, right);
    row(
        MatrixPrimitive.LinearSolve.class,
        "solve " + kind,
        x -> {
          LinearOperator operator = LinearOperator.of(x.get(0), kind);
          Tensor solution = operator.solve(x.get(1));
          return List.of(solution, operator.solveTransposed(solution.add(1)));
        },
        a,
        b);
  }

  /** Independent rows or columns, different enough for pivots to stay what they are. */
  private Tensor any(int... dims) {
    return Points.fullRank(seed++, dims).add(Points.normal(seed++, dims).mul(0.05));
  }

  private Tensor positiveDefinite(int... dims) {
    Tensor g = Points.normal(seed++, dims);
    return g.matmul(g.transpose())
        .add(Tensor.eye(DType.FLOAT64, dims[dims.length - 1]))
        .add(Points.normal(seed++, dims).mul(0.01)); // what is not symmetric is not read
  }

  /** Matrices of any symmetry with eigenvalues and singular values well apart. */
  private Tensor spread(int... dims) {
    return Points.normal(seed++, dims).mul(0.2).add(heavy(dims));
  }

  /** 1, 2, 3 … on the diagonal. */
  private static Tensor heavy(int... dims) {
    int n = Math.min(dims[dims.length - 2], dims[dims.length - 1]);
    double[] diagonal = new double[dims[dims.length - 2] * dims[dims.length - 1]];
    for (int i = 0; i < n; i++) {
      diagonal[i * dims[dims.length - 1] + i] = 1 + i;
    }
    return Tensor.of(diagonal, dims[dims.length - 2], dims[dims.length - 1]);
  }

  private static List<Tensor> floats(Primitive primitive, List<Tensor> operands) {
    return Primitive.apply(primitive, operands).stream().filter(y -> y.dtype().isFloat()).toList();
  }

  private void row(
      Class<? extends MatrixPrimitive> primitive,
      String name,
      UnaryOperator<List<Tensor>> operation,
      Tensor... point) {
    rows.computeIfAbsent(primitive, c -> new ArrayList<>())
        .add(GradientCase.of(name, operation, point).withoutRepetition());
  }

  @Test
  void everyPrimitiveHasARow() {
    TreeSet<String> permitted = new TreeSet<>();
    for (Class<?> primitive : MatrixPrimitive.class.getPermittedSubclasses()) {
      permitted.add(primitive.getSimpleName());
    }
    TreeSet<String> checked = new TreeSet<>();
    rows.keySet().forEach(primitive -> checked.add(primitive.getSimpleName()));
    permitted.remove(MatrixPrimitive.Schur.class.getSimpleName()); // has no derivative
    permitted.remove(MatrixPrimitive.QrFactors.class.getSimpleName()); // only goes with a matrix
    assertEquals(permitted, checked, "primitives and those with a gradient check");
  }

  @TestFactory
  Stream<DynamicTest> derivativesAreRight() {
    return rows.values().stream()
        .flatMap(List::stream)
        .map(row -> DynamicTest.dynamicTest(row.name(), row::checkAll));
  }

  @Test
  void theSchurFormHasNoDerivative() {
    UnsupportedOperationException e =
        assertThrows(
            UnsupportedOperationException.class,
            () -> Autodiff.grad(p -> Spectra.schur(p).t().sum(), any(3, 3)));
    assertEquals(
        "grad: schur of float64[3, 3] has no derivative, as its factors jump where eigenvalues meet;"
            + " stopGradient() says that none is wanted",
        e.getMessage());
  }

  /** The gradient of a function of the symmetric part is symmetric, of a triangle a triangle. */
  @Test
  void gradientsLieWithinTheirKind() {
    Tensor b = Points.normal(3, 4, 2);
    for (MatrixKind kind : EnumSet.complementOf(EnumSet.of(MatrixKind.ORTHOGONAL))) {
      Tensor a = kind == MatrixKind.POSITIVE_DEFINITE ? positiveDefinite(4, 4) : any(4, 4);
      Tensor g = Autodiff.grad(p -> LinearOperator.of(p, kind).solve(b).square().sum(), a);
      double[] x = g.toDoubles();
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          String where = kind + " [" + i + ", " + j + "]";
          boolean zero =
              switch (kind) {
                case LOWER -> j > i;
                case UNIT_LOWER -> j >= i;
                case UPPER -> j < i;
                case UNIT_UPPER -> j <= i;
                default -> false;
              };
          if (zero) {
            assertEquals(0, x[i * 4 + j], where);
          } else if (kind == MatrixKind.POSITIVE_DEFINITE || kind == MatrixKind.SYMMETRIC) {
            assertEquals(x[j * 4 + i], x[i * 4 + j], where);
          }
        }
      }
    }
  }

  /** Blocks of other kinds: the derivative falls into each, and nowhere else. */
  @Test
  void gradientsLieWithinBlocks() {
    Tensor b = Points.normal(3, 5, 2);
    GradCheck.Errors errors =
        GradCheck.check(
            p -> {
              LinearOperator blocks =
                  LinearOperator.blockDiagonal(
                      LinearOperator.of(p.get(0), MatrixKind.SYMMETRIC),
                      LinearOperator.of(p.get(1), MatrixKind.LOWER));
              return blocks
                  .solve(p.get(2))
                  .square()
                  .sum()
                  .add(blocks.solveTransposed(p.get(2)).sin().sum());
            },
            List.of(any(2, 2), any(3, 3), b),
            Key.of(5));
    assertEquals(0, errors.largest(), 1e-6, errors.toString());
  }

  /** For an orthogonal matrix that stays orthogonal, Aᵀ·B moves as A⁻¹·B does. */
  @Test
  void orthogonalMatricesMoveAlongTheirGroup() {
    Tensor generator = Points.normal(8, 3, 3);
    Tensor b = Points.normal(9, 3, 2);
    Tensor start = Factorizations.qr(any(3, 3)).q();
    Tensor weights = Points.normal(10, 3, 2);
    for (boolean transposed : new boolean[] {false, true}) {
      GradCheck.Errors errors =
          GradCheck.check(
              p -> {
                // Cayley's transform of an antisymmetric matrix is orthogonal.
                Tensor skew = p.getFirst().sub(p.getFirst().transpose()).mul(0.1);
                Tensor eye = Tensor.eye(DType.FLOAT64, 3);
                Tensor q = Systems.solve(eye.sub(skew), eye.add(skew)).matmul(start);
                LinearOperator operator = LinearOperator.of(q, MatrixKind.ORTHOGONAL);
                Tensor x = transposed ? operator.solveTransposed(b) : operator.solve(b);
                return x.square().mul(weights).sum();
              },
              List.of(generator),
              Key.of(4));
      assertEquals(0, errors.largest(), 1e-6, "transposed " + transposed);
    }
  }

  @Test
  void singularMatricesAreNamed() {
    Tensor singular = Tensor.of(new double[] {1, 2, 2, 4}, 2, 2);
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> Autodiff.grad(p -> Systems.slogdet(p).logAbs(), singular));
    assertEquals(
        "solve: matrix [2, 2] is singular: element [1, 1] of its triangular factor is 0",
        e.getMessage());
  }
}

package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import latentphysics.tensor.DType;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.MatrixFunctions;
import latentphysics.tensor.linalg.Nearest;
import latentphysics.tensor.linalg.Spectra;
import latentphysics.tensor.linalg.Systems;

/** Linear algebra on 64 matrices at once, which is what latent operators are made of. */
final class MatrixBatchWorks {
  private static final int BATCH = 64;

  private static final double SOLVE_TARGET = 0.4;
  private static final double LSTSQ_TARGET = 0.25;
  private static final double LSTSQ_GRADIENT_TARGET = 0.3;
  private static final double SVD_TARGET = 0.4;
  private static final double EIGH_TARGET = 0.3;
  private static final double EXPM_TARGET = 0.4;
  private static final double EXPM_GRADIENT_TARGET = 0.3;
  private static final double PROCRUSTES_TARGET = 0.3;

  private MatrixBatchWorks() {}

  static List<Work> all() {
    List<Work> works = new ArrayList<>();
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (int threads = 1; threads <= 2; threads++) {
        works.addAll(new Rows(dtype, threads).all());
      }
    }
    return works;
  }

  /** Targets are for float32 on one thread. */
  private record Rows(DType dtype, int threads) {

    List<Work> all() {
      return List.of(
          solve(),
          inv(),
          leastSquares(),
          leastSquaresGradient(),
          svd(),
          svdGradient(),
          eigh(),
          expm(),
          expmGradient(),
          procrustesGradient());
    }

    private double target(double wanted) {
      return dtype == DType.FLOAT32 && threads == 1 ? wanted : Double.NaN;
    }

    private Operand matrices(long seed, int rows, int columns) {
      return Operand.of(dtype, seed, BATCH, rows, columns);
    }

    private Work solve() {
      return Work.of(
              "solve 64×(32×32), 32 columns",
              threads,
              List.of(matrices(1, 32, 32), matrices(2, 32, 32)),
              x -> Systems.solve(x.get(0), x.get(1)))
          .against(
              PyTorch.NAME,
              target(SOLVE_TARGET),
              PyTorch.script("torch.linalg_solve(x0, x1, left=True)"))
          .comparing(Invariants::ofSolution);
    }

    private Work inv() {
      return Work.of(
              "inv 64×(32×32)",
              threads,
              List.of(matrices(1, 32, 32)),
              x -> Systems.inv(x.getFirst()))
          .against(PyTorch.NAME, target(SOLVE_TARGET), PyTorch.script("torch.linalg_inv(x0)"))
          .comparing(Invariants::ofSolution);
    }

    private Work leastSquares() {
      return Work.of(
              "lstsq 64×(32×16), 4 columns",
              threads,
              List.of(matrices(1, 32, 16), matrices(2, 32, 4)),
              x -> x.get(0).lstsq(x.get(1)))
          .against(PyTorch.NAME, target(LSTSQ_TARGET), PyTorch.script(TORCH_LSTSQ, "x"));
    }

    private static final String TORCH_LSTSQ =
        "x, residuals, rank, values, = torch.linalg_lstsq(x0, x1, None, driver=\"gels\")\n";

    private Work leastSquaresGradient() {
      return gradient(
          "lstsq 64×(32×16), 4 columns",
          LSTSQ_GRADIENT_TARGET,
          List.of(matrices(3, 16, 4)),
          List.of(matrices(1, 32, 16), matrices(2, 32, 4)),
          c -> x -> x.get(0).lstsq(x.get(1)).mul(c.getFirst()).sum(),
          TORCH_LSTSQ.replace("x0, x1", "w0, w1") + "loss = torch.sum(torch.mul(x, x0))\n");
    }

    private Work svd() {
      return Work.ofSeveral(
              "svd 64×(32×32)", threads, List.of(matrices(1, 32, 32)), DecompositionWorks::svd)
          .against(
              PyTorch.NAME,
              target(SVD_TARGET),
              PyTorch.script("u, s, v, = torch.linalg_svd(x0, False)\n", "u", "s", "v"))
          .comparing(Invariants::ofSvd);
    }

    /** Of a loss that knows no signs: weights times s, and times U·Vᵀ. */
    private Work svdGradient() {
      return gradient(
          "svd 64×(32×32)",
          SVD_TARGET,
          List.of(Operand.of(dtype, 2, BATCH, 32), matrices(3, 32, 32)),
          List.of(matrices(1, 32, 32)),
          c ->
              x -> {
                Spectra.Svd f = Spectra.svd(x.getFirst());
                return f.s().mul(c.get(0)).sum().add(f.u().matmul(f.vt()).mul(c.get(1)).sum());
              },
          """
          u, s, v, = torch.linalg_svd(w0, False)
          a = torch.sum(torch.mul(s, x0))
          loss = torch.add(a, torch.sum(torch.mul(torch.matmul(u, v), x1)))
          """);
    }

    private Work eigh() {
      return Work.ofSeveral(
              "eigh 64×(32×32)",
              threads,
              List.of(Operand.symmetric(dtype, 1, BATCH, 32, 32)),
              DecompositionWorks::eigh)
          .against(
              PyTorch.NAME,
              target(EIGH_TARGET),
              PyTorch.script("w, v, = torch.linalg_eigh(x0)\n", "w", "v"))
          .comparing(Invariants::ofEigh);
    }

    private Work expm() {
      return Work.of(
              "expm 64×(16×16)",
              threads,
              List.of(matrices(1, 16, 16)),
              x -> MatrixFunctions.expm(x.getFirst()))
          .against(
              PyTorch.NAME, target(EXPM_TARGET), PyTorch.script("torch.linalg_matrix_exp(x0)"));
    }

    private Work expmGradient() {
      return gradient(
          "expm 64×(16×16)",
          EXPM_GRADIENT_TARGET,
          List.of(matrices(2, 16, 16)),
          List.of(matrices(1, 16, 16)),
          c -> x -> MatrixFunctions.expm(x.getFirst()).mul(c.getFirst()).sum(),
          "loss = torch.sum(torch.mul(torch.linalg_matrix_exp(w0), x0))\n");
    }

    /** The orthogonal matrix between two stacks; PyTorch composes it of its SVD. */
    private Work procrustesGradient() {
      return gradient(
          "procrustes 64×(16×16)",
          PROCRUSTES_TARGET,
          List.of(matrices(3, 16, 16)),
          List.of(matrices(1, 16, 16), matrices(2, 16, 16)),
          c ->
              x ->
                  Nearest.procrustes(x.get(0), x.get(1), false, Degeneracy.THROW)
                      .mul(c.getFirst())
                      .sum(),
          """
          u, s, v, = torch.linalg_svd(torch.matmul(torch.transpose(w0, -2, -1), w1), False)
          loss = torch.sum(torch.mul(torch.matmul(u, v), x0))
          """);
    }

    /** Value and gradient of a loss of the parameters w0, w1, … and the data x0, x1, … */
    private Work gradient(
        String name,
        double target,
        List<Operand> data,
        List<Operand> parameters,
        Function<List<Tensor>, Function<List<Tensor>, Tensor>> loss,
        String lines) {
      Network network = new Network(data, parameters, loss, "", lines);
      return new Work(
              "gradient of " + name, threads, network.operands(), network.gradient(), List.of())
          .against(PyTorch.NAME, target(target), network.torchGradient());
    }
  }
}

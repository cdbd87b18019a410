package latentphysics.bench.peers;

import java.util.List;
import latentphysics.autodiff.layers.Gru;
import latentphysics.tensor.DType;

/** A recurrent network along a sequence. */
final class Recurrence {
  private static final int TIME = 50;
  private static final int BATCH = 32;
  private static final int UNITS = 64;
  private static final int GATES = 3 * UNITS;

  private Recurrence() {}

  /** The mean square of all states of a gated recurrent unit with as many inputs as units. */
  static Network gru() {
    return new Network(
        List.of(Operand.of(DType.FLOAT32, 1, TIME, BATCH, UNITS)),
        List.of(
            weights(2, UNITS, GATES),
            weights(3, UNITS, GATES),
            weights(4, GATES),
            weights(5, UNITS)),
        data ->
            w ->
                new Gru(w.get(0), w.get(1), w.get(2), w.get(3))
                    .run(data.getFirst())
                    .states()
                    .square()
                    .mean(),
        """
        start = torch.zeros([1, 32, 64])
        none = torch.zeros([128])
        """,
        """
        of = [torch.t(w0), torch.t(w1), w2, torch.cat([none, w3])]
        states, last, = torch.gru(x0, start, of, True, 1, 0., True, False, False)
        loss = torch.mean(torch.mul(states, states))
        """);
  }

  private static Operand weights(int seed, int... dims) {
    return Operand.uniform(DType.FLOAT32, seed, -0.2, 0.2, dims);
  }
}

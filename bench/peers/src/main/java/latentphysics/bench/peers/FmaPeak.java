package latentphysics.bench.peers;

import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import latentphysics.tensor.DType;

/**
 * What one core can do: the fused multiply-adds of a matrix product, m·n·k of them, in registers
 * alone, as twelve independent chains of the widest vectors. The product at this speed would be
 * "100 % of the peak".
 */
final class FmaPeak {
  static final String NAME = "FMA peak";

  private static final long CHAINS = 12;

  private FmaPeak() {}

  /** Bits of the vectors in use. */
  static int vectorBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  /** As many operations as the product of two matrices takes. */
  static Contender ofProduct(List<Operand> operands, int threads) {
    Operand a = operands.get(0);
    Operand b = operands.get(1);
    if (threads != 1) {
      throw new IllegalArgumentException("FMA peak: " + threads + " threads, expected 1");
    }
    long multiplyAdds = (long) a.dim(0) * a.dim(1) * b.dim(1);
    return a.dtype() == DType.FLOAT32 ? new OfFloats(multiplyAdds) : new OfDoubles(multiplyAdds);
  }

  private static final class OfFloats implements Contender {
    private final long rounds;
    private float sink = 1;

    OfFloats(long multiplyAdds) {
      rounds = multiplyAdds / (CHAINS * FloatVector.SPECIES_PREFERRED.length());
    }

    @Override
    public void run(int calls) {
      for (int i = 0; i < calls; i++) {
        sink = chains(rounds, sink);
      }
    }

    // Each chain goes to 1 and stays there.
    private static float chains(long rounds, float start) {
      FloatVector x = FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, 0.5f);
      FloatVector a = FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, start);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector d = a;
      FloatVector e = a;
      FloatVector f = a;
      FloatVector g = a;
      FloatVector h = a;
      FloatVector i = a;
      FloatVector j = a;
      FloatVector k = a;
      FloatVector l = a;
      for (long r = 0; r < rounds; r++) {
        a = a.fma(x, x);
        b = b.fma(x, x);
        c = c.fma(x, x);
        d = d.fma(x, x);
        e = e.fma(x, x);
        f = f.fma(x, x);
        g = g.fma(x, x);
        h = h.fma(x, x);
        i = i.fma(x, x);
        j = j.fma(x, x);
        k = k.fma(x, x);
        l = l.fma(x, x);
      }
      FloatVector sum = a.add(b).add(c).add(d).add(e).add(f);
      return sum.add(g).add(h).add(i).add(j).add(k).add(l).lane(0) / CHAINS;
    }

    @Override
    public double[] result() {
      return new double[0];
    }
  }

  private static final class OfDoubles implements Contender {
    private final long rounds;
    private double sink = 1;

    OfDoubles(long multiplyAdds) {
      rounds = multiplyAdds / (CHAINS * DoubleVector.SPECIES_PREFERRED.length());
    }

    @Override
    public void run(int calls) {
      for (int i = 0; i < calls; i++) {
        sink = chains(rounds, sink);
      }
    }

    private static double chains(long rounds, double start) {
      DoubleVector x = DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, 0.5);
      DoubleVector a = DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, start);
      DoubleVector b = a;
      DoubleVector c = a;
      DoubleVector d = a;
      DoubleVector e = a;
      DoubleVector f = a;
      DoubleVector g = a;
      DoubleVector h = a;
      DoubleVector i = a;
      DoubleVector j = a;
      DoubleVector k = a;
      DoubleVector l = a;
      for (long r = 0; r < rounds; r++) {
        a = a.fma(x, x);
        b = b.fma(x, x);
        c = c.fma(x, x);
        d = d.fma(x, x);
        e = e.fma(x, x);
        f = f.fma(x, x);
        g = g.fma(x, x);
        h = h.fma(x, x);
        i = i.fma(x, x);
        j = j.fma(x, x);
        k = k.fma(x, x);
        l = l.fma(x, x);
      }
      DoubleVector sum = a.add(b).add(c).add(d).add(e).add(f);
      return sum.add(g).add(h).add(i).add(j).add(k).add(l).lane(0) / CHAINS;
    }

    @Override
    public double[] result() {
      return new double[0];
    }
  }
}

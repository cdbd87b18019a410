package latentphysics.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latentphysics.network.Mlp;
import latentphysics.rule.Motion;
import latentphysics.search.Grammar.Production;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A network that reads a motion and proposes theories.
 *
 * <p>The reader looks, at each place alone, at any two coordinates i and j: at their standardized
 * place and displacements. Mean and second moment of what it sees over all places are the same in
 * whatever order the places come (deep sets: Zaheer and others, NeurIPS 2017):
 *
 * <pre>
 *   hᵢⱼ = tanh(fᵢ·A + fⱼ·B + a)
 *   qᵢⱼ = tanh([mean h, mean h²]·C + c)
 *   eᵢ  = [qᵢᵢ, meanⱼ qᵢⱼ, maxⱼ qᵢⱼ]
 * </pre>
 *
 * <p>One head gives each coordinate a weight, from e of it, the mean of q between it and those that
 * are chosen already, and the state of the {@link Derivation}; the other gives one to each
 * production and to stopping. All coordinates are read alike, so that what is learned of some holds
 * for others.
 */
final class ProposalPolicy {
  private static final int READER = 3; // A, B, a
  private static final int SEEN = 16;
  private static final int PAIR = 16;
  private static final int HEAD = 64;
  private static final int MOST_PLACES = 256;
  private static final double SMALLEST_DEVIATION = 1e-9;

  /** Added to the logarithms of what is not allowed: probability 0, without infinities. */
  private static final double NEVER = -1e9;

  private final Grammar grammar;
  private final List<Production> productions;
  private final Mlp pairs = new Mlp(2 * SEEN, List.of(), PAIR);
  private final Mlp coordinates;
  private final Mlp choices;

  ProposalPolicy(Grammar grammar) {
    this.grammar = grammar;
    productions = grammar.productions();
    int state = Derivation.features(productions);
    coordinates = new Mlp(4 * PAIR + state, List.of(HEAD), 1);
    choices = new Mlp(3 * PAIR + state, List.of(HEAD), 1 + productions.size());
  }

  /** First parameters, float64: A, B, a, those of C and c, of the heads. */
  List<Tensor> initialize(Key key) {
    Key[] keys = key.split(4);
    List<Tensor> parameters = new ArrayList<>();
    Tensor reading = keys[0].normal(DType.FLOAT64, 6, SEEN).mul(1 / Math.sqrt(6));
    parameters.add(reading.slice(0, 0, 3));
    parameters.add(reading.slice(0, 3, 6));
    parameters.add(Tensor.zeros(DType.FLOAT64, SEEN));
    parameters.addAll(pairs.initialize(keys[1], DType.FLOAT64));
    parameters.addAll(coordinates.initialize(keys[2], DType.FLOAT64));
    parameters.addAll(choices.initialize(keys[3], DType.FLOAT64));
    return parameters;
  }

  /** The parameters of a part that begin at an index. */
  private static List<Tensor> part(List<Tensor> parameters, int from, Mlp part) {
    return parameters.subList(from, from + part.parameters());
  }

  /** What the reader looks at, {@code [places, latent, 3]}. */
  private static Tensor standardized(Motion motion) {
    Motion m =
        motion
            .rows(0, Math.min(MOST_PLACES, motion.size()))
            .stopGradient()
            .map(z -> z.astype(DType.FLOAT64));
    Tensor place = m.before().sub(m.before().mean(0));
    Tensor next = m.displacement();
    Tensor last = m.before().sub(m.previous());
    Tensor deviation = next.square().mean(0).sqrt().add(SMALLEST_DEVIATION);
    Tensor spread = place.square().mean(0).sqrt().add(SMALLEST_DEVIATION);
    return Tensor.stack(2, place.div(spread), last.div(deviation), next.div(deviation));
  }

  /**
   * What was read of a motion.
   *
   * @param between q, {@code [latent, latent, pair]}
   * @param each e, {@code [latent, 3·pair]}
   */
  private record Reading(Tensor between, Tensor each) {}

  private Reading read(List<Tensor> parameters, Motion motion) {
    Tensor f = standardized(motion);
    int n = f.dim(0);
    int d = f.dim(1);
    Tensor one = f.matmul(parameters.get(0)).reshape(n, d, 1, SEEN);
    Tensor other = f.matmul(parameters.get(1)).reshape(n, 1, d, SEEN);
    Tensor seen = one.add(other).add(parameters.get(2)).tanh();
    Tensor pooled = Tensor.concatenate(2, seen.mean(0), seen.square().mean(0));
    Tensor q = pairs.apply(part(parameters, READER, pairs), pooled.reshape(d * d, 2 * SEEN)).tanh();
    Tensor between = q.reshape(d, d, PAIR);
    Tensor diagonal = Tensor.of(IntStream.range(0, d).map(i -> i * (d + 1)).toArray());
    Tensor each = Tensor.concatenate(1, q.take(diagonal, 0), between.mean(1), between.max(1));
    return new Reading(between, each);
  }

  /**
   * States of derivations as rows.
   *
   * @param chosen coordinates of the rule begun, as shares that add up to 1, {@code [m, latent]}
   * @param free coordinates not taken, likewise
   * @param state the rest, {@code [m, features]}
   * @param mask 0 for what is allowed, else {@link #NEVER}, {@code [m, actions]}
   */
  private record States(Tensor chosen, Tensor free, Tensor state, Tensor mask) {
    static States of(List<Derivation> derivations) {
      return new States(
          rows(derivations.stream().map(Derivation::chosen).toList()),
          rows(derivations.stream().map(Derivation::free).toList()),
          rows(derivations.stream().map(Derivation::state).toList()),
          rows(derivations.stream().map(d -> barred(d.allowed())).toList()));
    }

    static States stacked(List<States> parts) {
      return new States(
          stacked(parts.stream().map(States::chosen)),
          stacked(parts.stream().map(States::free)),
          stacked(parts.stream().map(States::state)),
          stacked(parts.stream().map(States::mask)));
    }

    private static Tensor stacked(Stream<Tensor> parts) {
      return Tensor.concatenate(0, parts.toArray(Tensor[]::new));
    }
  }

  /** Logarithms of the probabilities of all actions, {@code [states, actions]}. */
  private Tensor logProbabilities(List<Tensor> parameters, Reading reading, States states) {
    int m = states.state().dim(0);
    int d = grammar.latent();
    int features = states.state().dim(1);
    int head = READER + pairs.parameters();
    Tensor beside =
        states.chosen().matmul(reading.between().reshape(d, d * PAIR)).reshape(m, d, PAIR);
    Tensor ofCoordinates =
        Tensor.concatenate(
            2,
            reading.each().broadcastTo(m, d, 3 * PAIR),
            beside,
            states.state().reshape(m, 1, features).broadcastTo(m, d, features));
    Tensor weights =
        coordinates
            .apply(
                part(parameters, head, coordinates),
                ofCoordinates.reshape(m * d, 4 * PAIR + features))
            .reshape(m, d);
    Tensor left = states.free().matmul(reading.each());
    Tensor ofChoices =
        choices.apply(
            part(parameters, head + coordinates.parameters(), choices),
            Tensor.concatenate(1, left, states.state()));
    return Tensor.concatenate(1, ofChoices, weights).add(states.mask()).logSoftmax(1);
  }

  private static double[] barred(boolean[] allowed) {
    double[] mask = new double[allowed.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = allowed[i] ? 0 : NEVER;
    }
    return mask;
  }

  private static Tensor rows(List<double[]> rows) {
    int width = rows.getFirst().length;
    double[] values = new double[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * width, width);
    }
    return Tensor.of(DType.FLOAT64, values, rows.size(), width);
  }

  /** Draws theories, all at once action by action. */
  List<Theory> sample(List<Tensor> parameters, Motion motion, int count, Dice dice) {
    Reading reading = read(parameters, motion);
    List<Derivation> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new Derivation(grammar, productions));
    }
    List<Derivation> open = all;
    while (!open.isEmpty()) {
      double[] p = logProbabilities(parameters, reading, States.of(open)).exp().toDoubles();
      int actions = p.length / open.size();
      for (int i = 0; i < open.size(); i++) {
        double[] row = Arrays.copyOfRange(p, i * actions, (i + 1) * actions);
        open.get(i).take(dice.choose(row));
      }
      open = open.stream().filter(d -> !d.done()).toList();
    }
    return all.stream().map(Derivation::theory).toList();
  }

  /**
   * What training lowers: −Σ weight·log π(theory) − β·H, H the mean entropy of the policy at the
   * steps of those derivations.
   *
   * @param weights of theories, at least one; they add up to 1
   * @param entropy β
   * @return a scalar
   */
  Tensor loss(List<Tensor> parameters, Motion motion, Map<Theory, Double> weights, double entropy) {
    List<States> states = new ArrayList<>();
    List<double[]> chosen = new ArrayList<>();
    weights.forEach((theory, weight) -> {
      Derivation derivation = new Derivation(grammar, productions);
      for (int action : Derivation.of(theory, grammar, productions)) {
        states.add(States.of(List.of(derivation)));
        double[] row = new double[Derivation.actions(grammar, productions)];
        row[action] = weight;
        chosen.add(row);
        derivation.take(action);
      }
    });
    Tensor log = logProbabilities(parameters, read(parameters, motion), States.stacked(states));
    Tensor likelihood = log.mul(rows(chosen)).sum();
    Tensor disorder = log.exp().mul(log).sum().div(-states.size());
    return likelihood.add(disorder.mul(entropy)).neg();
  }

  /** The probability of a theory, derived in the order of its rules. */
  double probability(List<Tensor> parameters, Motion motion, Theory theory) {
    return StrictMath.exp(-loss(parameters, motion, Map.of(theory, 1.0), 0).item());
  }
}

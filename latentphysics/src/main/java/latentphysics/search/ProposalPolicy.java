package latentphysics.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import latentphysics.network.Mlp;
import latentphysics.rule.Motion;
import latentphysics.search.Grammar.Production;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A network that reads a motion and proposes theories.
 *
 * <p>The reader looks at each place alone, at its standardized place and displacements; mean and
 * second moment of what it sees over all places are the context, the same in whatever order the
 * places come (deep sets: Zaheer and others, NeurIPS 2017). The head gives each next action of a
 * {@link Derivation} a probability, from the context and the state of the derivation.
 */
final class ProposalPolicy {
  private static final int READER = 32;
  private static final int HEAD = 64;
  private static final double SMALLEST_DEVIATION = 1e-9;

  /** Added to the logarithms of what is not allowed: probability 0, without infinities. */
  private static final double NEVER = -1e9;

  private final Grammar grammar;
  private final List<Production> productions;
  private final Mlp reader;
  private final Mlp head;

  ProposalPolicy(Grammar grammar) {
    this.grammar = grammar;
    productions = grammar.productions();
    reader = new Mlp(3 * grammar.latent(), List.of(READER), READER);
    head =
        new Mlp(
            2 * READER + Derivation.features(grammar, productions),
            List.of(HEAD),
            Derivation.actions(grammar, productions));
  }

  /** First parameters, float64. */
  List<Tensor> initialize(Key key) {
    Key[] keys = key.split(2);
    List<Tensor> parameters = new ArrayList<>(reader.initialize(keys[0], DType.FLOAT64));
    parameters.addAll(head.initialize(keys[1], DType.FLOAT64));
    return parameters;
  }

  /** What the reader looks at, {@code [places, 3·latent]}. */
  private static Tensor standardized(Motion motion) {
    Motion m = motion.stopGradient().map(z -> z.astype(DType.FLOAT64));
    Tensor place = m.before().sub(m.before().mean(0));
    Tensor next = m.displacement();
    Tensor last = m.before().sub(m.previous());
    Tensor deviation = next.square().mean(0).sqrt().add(SMALLEST_DEVIATION);
    Tensor spread = place.square().mean(0).sqrt().add(SMALLEST_DEVIATION);
    return Tensor.concatenate(1, place.div(spread), last.div(deviation), next.div(deviation));
  }

  /** Context of a motion, {@code [1, features]}. */
  Tensor context(List<Tensor> parameters, Motion motion) {
    Tensor seen = reader.apply(parameters.subList(0, reader.parameters()), standardized(motion));
    return Tensor.concatenate(0, seen.mean(0), seen.square().mean(0)).reshape(1, 2 * READER);
  }

  /** Logarithms of the probabilities of all actions, {@code [states, actions]}. */
  private Tensor logProbabilities(
      List<Tensor> parameters, Tensor context, List<Derivation> derivations) {
    List<double[]> states = derivations.stream().map(Derivation::state).toList();
    List<double[]> masks = derivations.stream().map(d -> mask(d.allowed())).toList();
    return logProbabilities(parameters, context, rows(states), rows(masks));
  }

  private Tensor logProbabilities(
      List<Tensor> parameters, Tensor context, Tensor states, Tensor masks) {
    Tensor repeated = context.broadcastTo(states.dim(0), context.dim(1));
    return head.apply(
            parameters.subList(reader.parameters(), parameters.size()),
            Tensor.concatenate(1, repeated, states))
        .add(masks)
        .logSoftmax(1);
  }

  private static double[] mask(boolean[] allowed) {
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
    Tensor context = context(parameters, motion);
    List<Derivation> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new Derivation(grammar, productions));
    }
    List<Derivation> open = all;
    while (!open.isEmpty()) {
      double[] p = logProbabilities(parameters, context, open).exp().toDoubles();
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
    List<double[]> states = new ArrayList<>();
    List<double[]> masks = new ArrayList<>();
    List<double[]> chosen = new ArrayList<>();
    weights.forEach((theory, weight) -> {
      Derivation derivation = new Derivation(grammar, productions);
      for (int action : Derivation.of(theory, grammar, productions)) {
        states.add(derivation.state());
        masks.add(mask(derivation.allowed()));
        double[] row = new double[Derivation.actions(grammar, productions)];
        row[action] = weight;
        chosen.add(row);
        derivation.take(action);
      }
    });
    Tensor log =
        logProbabilities(parameters, context(parameters, motion), rows(states), rows(masks));
    Tensor likelihood = log.mul(rows(chosen)).sum();
    Tensor disorder = log.exp().mul(log).sum().div(-states.size());
    return likelihood.add(disorder.mul(entropy)).neg();
  }

  /** The probability of a theory, derived in the order of its rules. */
  double probability(List<Tensor> parameters, Motion motion, Theory theory) {
    return StrictMath.exp(-loss(parameters, motion, Map.of(theory, 1.0), 0).item());
  }
}

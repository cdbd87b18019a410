package latentphysics.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.optim.Optimizer;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A small network that looks at how latents move and proposes laws, and that learns from those of
 * its proposals that turned out best.
 *
 * <p>Each update draws theories from the policy and re-assembles some out of the parts of
 * remembered ones, tries all of them on the motion, and remembers the best. The gradient comes only
 * from the best few per cent of the different theories, with the reward R at that quantile as the
 * baseline b:
 *
 * <pre>
 *   ∇ Σ (R − b)/Σ(R − b)·log π(theory) + β·∇H
 * </pre>
 *
 * <p>That is risk-seeking policy gradient (Petersen and others, Deep symbolic regression, ICLR
 * 2021, section 3.2) but for one thing: each different theory counts once, however often it was
 * drawn. Else, once the best one fills the quantile, the baseline is its own reward and nothing is
 * learned further. Theories out of the memory count like drawn ones, as in priority queue training
 * (Abolafia and others, 2018).
 *
 * <p>The state depends on the keys and the motions alone, not on the number of threads. Not
 * thread-safe.
 */
public final class MiniPhysicsNetwork {

  /**
   * How it learns.
   *
   * @param proposals theories tried in each update, at least 2
   * @param share of the different ones that are learned from, above 0, at most 1
   * @param explore share of the proposals that are re-assembled, 0 to 1
   * @param entropy β
   * @param rate learning rate of Adam
   * @param memory number of theories that are remembered, at least 1
   */
  public record Settings(
      int proposals, double share, double explore, double entropy, double rate, int memory) {
    /** 64 proposals, a quarter of them re-assembled; the best tenth teaches. */
    public static final Settings STANDARD = new Settings(64, 0.1, 0.25, 0.01, 3e-3, 32);

    /** Checks the ranges. */
    public Settings {
      if (proposals < 2
          || memory < 1
          || !(share > 0 && share <= 1)
          || !(explore >= 0 && explore <= 1)) {
        throw new IllegalArgumentException(
            ("mini-physics network: %d proposals, share %s, explore %s, memory %d,"
                    + " expected at least 2, above 0 to 1, 0 to 1, at least 1")
                .formatted(proposals, share, explore, memory));
      }
    }
  }

  private final Settings settings;
  private final PrequentialCode code;
  private final ProposalPolicy policy;
  private final Reassembly reassembly;
  private final Optimizer adam = Optimizer.adam();
  private List<Tensor> parameters;
  private Optimizer.State state;
  private Map<Theory, Double> memory = new LinkedHashMap<>();
  private List<Rule> leaders = List.of();

  /**
   * A network that has seen nothing.
   *
   * @param code what a theory is worth
   * @param key of its first parameters
   */
  public MiniPhysicsNetwork(Grammar grammar, PrequentialCode code, Settings settings, Key key) {
    this.settings = settings;
    this.code = code;
    policy = new ProposalPolicy(grammar);
    reassembly = new Reassembly(grammar);
    parameters = policy.initialize(key);
    state = adam.start(parameters);
  }

  /**
   * What an update did.
   *
   * @param best theory by its reward, of all remembered
   * @param reward of the best
   * @param meanReward of the theories drawn from the policy
   * @param different number of different theories tried
   */
  public record Report(Theory best, double reward, double meanReward, int different) {}

  /**
   * Proposes, tries, remembers and learns.
   *
   * @param motion of a batch, in all latent coordinates, places in random order
   * @param key of this update, another one each time
   * @throws ArithmeticException if latents are not finite
   */
  public Report update(Motion motion, Key key) {
    return update(new Trials(motion, code), key);
  }

  /**
   * As {@link #update(Motion, Key)}; what was tried before on the same motion is not tried again.
   */
  public Report update(Trials trials, Key key) {
    Key[] keys = key.split(2);
    int assembled =
        memory.isEmpty() ? 0 : (int) Math.rint(settings.explore() * settings.proposals());
    List<Theory> drawn =
        policy.sample(
            parameters, trials.motion(), settings.proposals() - assembled, new Dice(keys[0]));
    Set<Theory> different = new LinkedHashSet<>(drawn);
    List<Theory> good = List.copyOf(memory.keySet());
    Dice dice = new Dice(keys[1]);
    for (int i = 0; i < assembled; i++) {
      different.add(reassembly.of(good, dice));
    }
    // Latents change while an encoder learns: what is remembered is tried anew.
    different.addAll(memory.keySet());
    Map<Theory, Double> ranked = ranked(different, trials);
    if (!ranked.isEmpty()) {
      remember(ranked, trials);
      learn(ranked, trials.motion());
    }
    double mean =
        drawn.stream()
            .mapToDouble(trials::reward)
            .filter(Double::isFinite)
            .average()
            .orElse(Double.NaN);
    Theory best = best();
    return new Report(best, memory.getOrDefault(best, 0.0), mean, different.size());
  }

  /** The remembered theory of the largest reward in the last update; of no rule before one. */
  public Theory best() {
    return memory.isEmpty() ? Theory.NONE : memory.keySet().iterator().next();
  }

  /** Rewards of those whose constants are determined, the best first. */
  private static Map<Theory, Double> ranked(Set<Theory> theories, Trials trials) {
    Map<Theory, Double> rewards = new HashMap<>();
    for (Theory theory : theories) {
      double reward = trials.reward(theory);
      if (Double.isFinite(reward)) {
        rewards.put(theory, reward);
      }
    }
    return theories.stream()
        .filter(rewards::containsKey)
        .sorted(
            Comparator.comparingDouble((Theory t) -> -rewards.getOrDefault(t, 0.0))
                .thenComparing(Theory::toString))
        .collect(
            Collectors.toMap(
                t -> t, t -> rewards.getOrDefault(t, 0.0), (a, b) -> a, LinkedHashMap::new));
  }

  private void remember(Map<Theory, Double> ranked, Trials trials) {
    memory = new LinkedHashMap<>();
    ranked.forEach((theory, reward) -> {
      if (memory.size() < settings.memory()) {
        memory.put(theory, reward);
      }
    });
    leaders =
        memory.keySet().stream()
            .flatMap(theory -> theory.rules().stream())
            .distinct()
            .sorted(
                Comparator.comparingDouble((Rule r) -> -trials.savedPerCoordinate(r))
                    .thenComparing(Rule::toString))
            .toList();
  }

  private void learn(Map<Theory, Double> ranked, Motion motion) {
    List<Map.Entry<Theory, Double>> order = new ArrayList<>(ranked.entrySet());
    int count = Math.clamp(Math.round(settings.share() * order.size()), 1, order.size());
    double baseline = order.get(Math.min(count, order.size() - 1)).getValue();
    double total = 0;
    for (Map.Entry<Theory, Double> entry : order.subList(0, count)) {
      total += entry.getValue() - baseline;
    }
    if (!(total > 0)) {
      return; // all alike: nothing to learn from
    }
    Map<Theory, Double> weights = new LinkedHashMap<>();
    for (Map.Entry<Theory, Double> entry : order.subList(0, count)) {
      if (entry.getValue() > baseline) {
        weights.put(entry.getKey(), (entry.getValue() - baseline) / total);
      }
    }
    List<Tensor> gradient =
        Autodiff.grad(p -> policy.loss(p, motion, weights, settings.entropy()), parameters);
    Optimizer.Step<List<Tensor>> step = adam.step(parameters, gradient, state, settings.rate());
    parameters = step.parameters();
    state = step.state();
  }

  /** Theories that it proposes for a motion now, drawn from the policy alone. */
  public List<Theory> propose(Motion motion, int count, Key key) {
    return policy.sample(parameters, motion, count, new Dice(key));
  }

  /** The probability that it proposes a theory, its rules in their order. */
  public double probability(Theory theory, Motion motion) {
    return policy.probability(parameters, motion, theory);
  }

  /** Remembered theories with the rewards of the last update, the best first. */
  public Map<Theory, Double> remembered() {
    return new LinkedHashMap<>(memory);
  }

  /**
   * The rules of remembered theories that saved the most bits for each of their coordinates in the
   * last update.
   *
   * @param count at most so many
   */
  public List<Rule> leaders(int count) {
    return leaders.subList(0, Math.min(count, leaders.size()));
  }
}

package latentphysics.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * In which order operands are contracted, two at a time. The cost of a step is the product of the
 * lengths of all labels that its two operands have: its multiplications. Up to {@link
 * #MOST_FOR_OPTIMAL} operands the sum of all costs is the least possible, found by dynamic
 * programming over sets of operands; beyond, each step is the cheapest one at that moment (of equal
 * ones the one with the smaller result).
 *
 * <p>Sets of labels are bits of a number.
 */
final class ContractionPath {
  static final int MOST_FOR_OPTIMAL = 10;

  /** A step: which two are contracted. Results are numbered after the operands, in order. */
  record Step(int left, int right) {}

  private final long[] operands;
  private final long output;
  private final int[] lengths;

  private ContractionPath(long[] operands, long output, int[] lengths) {
    this.operands = operands;
    this.output = output;
    this.lengths = lengths;
  }

  /**
   * The steps for at least one operand.
   *
   * @param lengths of the axes, by label
   */
  static List<Step> of(long[] operands, long output, int[] lengths) {
    ContractionPath path = new ContractionPath(operands, output, lengths);
    return operands.length <= MOST_FOR_OPTIMAL ? path.optimal() : path.greedy();
  }

  private double size(long labels) {
    double size = 1;
    for (long rest = labels; rest != 0; rest &= rest - 1) {
      size *= lengths[Long.numberOfTrailingZeros(rest)];
    }
    return size;
  }

  private List<Step> optimal() {
    int sets = 1 << operands.length;
    long[] all = new long[sets]; // labels of any operand of a set
    for (int set = 1; set < sets; set++) {
      all[set] = all[set & (set - 1)] | operands[Integer.numberOfTrailingZeros(set)];
    }
    long[] kept = new long[sets]; // labels of the set's contraction: those needed outside of it
    double[] cost = new double[sets];
    int[] split = new int[sets];
    for (int set = 1; set < sets; set++) {
      kept[set] = all[set] & (output | all[sets - 1 - set]);
      if (Integer.bitCount(set) == 1) {
        continue;
      }
      cost[set] = Double.POSITIVE_INFINITY;
      int first = Integer.lowestOneBit(set);
      // All ways to cut the set in two; the first operand is always in the left part.
      for (int right = (set - 1) & set; right > 0; right = (right - 1) & set) {
        int left = set ^ right;
        if ((left & first) == 0) {
          continue;
        }
        double total = cost[left] + cost[right] + size(kept[left] | kept[right]);
        if (total < cost[set] || split[set] == 0) {
          cost[set] = total;
          split[set] = left;
        }
      }
    }
    List<Step> steps = new ArrayList<>();
    follow(sets - 1, split, steps);
    return steps;
  }

  /** Appends the steps that contract a set; returns the number of its result. */
  private int follow(int set, int[] split, List<Step> steps) {
    if (Integer.bitCount(set) == 1) {
      return Integer.numberOfTrailingZeros(set);
    }
    int left = follow(split[set], split, steps);
    int right = follow(set ^ split[set], split, steps);
    steps.add(new Step(left, right));
    return operands.length + steps.size() - 1;
  }

  private List<Step> greedy() {
    List<Integer> numbers = new ArrayList<>();
    List<Long> labels = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      numbers.add(i);
      labels.add(operands[i]);
    }
    List<Step> steps = new ArrayList<>();
    while (numbers.size() > 1) {
      int left = 0;
      int right = 1;
      double leastCost = Double.POSITIVE_INFINITY;
      double leastSize = Double.POSITIVE_INFINITY;
      for (int i = 0; i < labels.size(); i++) {
        for (int j = i + 1; j < labels.size(); j++) {
          double cost = size(labels.get(i) | labels.get(j));
          if (cost > leastCost) {
            continue;
          }
          double size = size(result(labels, i, j));
          if (cost < leastCost || size < leastSize) {
            left = i;
            right = j;
            leastCost = cost;
            leastSize = size;
          }
        }
      }
      long result = result(labels, left, right);
      steps.add(new Step(numbers.get(left), numbers.get(right)));
      numbers.subList(right, right + 1).clear();
      labels.remove(right);
      numbers.set(left, operands.length + steps.size() - 1);
      labels.set(left, result);
    }
    return steps;
  }

  private long result(List<Long> labels, int i, int j) {
    long needed = output;
    for (int k = 0; k < labels.size(); k++) {
      needed |= k == i || k == j ? 0 : labels.get(k);
    }
    return (labels.get(i) | labels.get(j)) & needed;
  }
}

package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import latentphysics.tensor.Tensor;

/**
 * A library of functions of some variables: all products of at most so many of them, 1 first, then
 * by degree and in the order of the variables; and after them, if wanted, the sine of each.
 *
 * @param variables how many, at least 1
 * @param degree of the largest products, at least 1
 * @param sines whether sines are in it
 */
record Monomials(int variables, int degree, boolean sines) {

  /** Number of functions. */
  int count() {
    return products().size() + (sines ? variables : 0);
  }

  /** Number of functions without listing them: (variables + degree over degree), and the sines. */
  static long count(int variables, int degree, boolean sines) {
    long count = 1;
    for (int k = 1; k <= degree; k++) {
      count = count * (variables + k) / k;
    }
    return count + (sines ? variables : 0);
  }

  /** The variables of each product, ascending; none for 1. */
  List<List<Integer>> products() {
    List<List<Integer>> all = new ArrayList<>();
    List<List<Integer>> last = List.of(List.of());
    all.addAll(last);
    for (int k = 1; k <= degree; k++) {
      List<List<Integer>> next = new ArrayList<>();
      for (int i = 0; i < variables; i++) {
        for (List<Integer> product : last) {
          if (product.isEmpty() || product.getFirst() >= i) {
            List<Integer> longer = new ArrayList<>();
            longer.add(i);
            longer.addAll(product);
            next.add(longer);
          }
        }
      }
      all.addAll(next);
      last = next;
    }
    return all;
  }

  /**
   * All functions.
   *
   * @param x variables, {@code [n, variables]}
   * @return {@code [n, count]}
   */
  Tensor values(Tensor x) {
    int n = x.dim(0);
    List<Tensor> blocks = new ArrayList<>();
    blocks.add(Tensor.ones(x.dtype(), n, 1));
    Tensor last = x;
    // Where, in the last degree's block, products begin whose first variable is i or later.
    int[] starts = new int[variables];
    for (int i = 0; i < variables; i++) {
      starts[i] = i;
    }
    for (int k = 1; k <= degree; k++) {
      blocks.add(last);
      if (k < degree) {
        List<Tensor> next = new ArrayList<>();
        int[] nextStarts = new int[variables];
        int at = 0;
        for (int i = 0; i < variables; i++) {
          nextStarts[i] = at;
          next.add(x.slice(1, i, i + 1).mul(last.slice(1, starts[i], last.dim(1))));
          at += last.dim(1) - starts[i];
        }
        last = Tensor.concatenate(1, next.toArray(Tensor[]::new));
        starts = nextStarts;
      }
    }
    if (sines) {
      blocks.add(x.sin());
    }
    return Tensor.concatenate(1, blocks.toArray(Tensor[]::new));
  }

  /** The functions as text; the first, 1, is empty. */
  List<String> texts(List<String> names) {
    List<String> texts = new ArrayList<>();
    for (List<Integer> product : products()) {
      texts.add(text(product, names));
    }
    if (sines) {
      names.forEach(name -> texts.add("sin " + name));
    }
    return texts;
  }

  private static String text(List<Integer> product, List<String> names) {
    List<String> factors = new ArrayList<>();
    for (int at = 0; at < product.size(); ) {
      int variable = product.get(at);
      int power = 0;
      while (at < product.size() && product.get(at) == variable) {
        power++;
        at++;
      }
      factors.add(names.get(variable) + (power == 1 ? "" : FormulaText.exponent(power)));
    }
    return String.join("·", factors);
  }

  /**
   * Number of tokens that tell each function with its coefficient and its sign: + · c and factors.
   */
  int[] tokens() {
    List<List<Integer>> products = products();
    int[] tokens = new int[count()];
    for (int j = 0; j < tokens.length; j++) {
      int factors = j < products.size() ? 2 * products.get(j).size() : 3;
      tokens[j] = 2 + factors;
    }
    return tokens;
  }
}

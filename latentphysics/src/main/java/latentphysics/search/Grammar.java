package latentphysics.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import latentphysics.rule.Affine;
import latentphysics.rule.Conserved;
import latentphysics.rule.Constant;
import latentphysics.rule.Decay;
import latentphysics.rule.Drift;
import latentphysics.rule.Form;
import latentphysics.rule.Identity;
import latentphysics.rule.Inertia;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Oscillator;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;

/**
 * What is searched: forms, each in subsets of the latent coordinates.
 *
 * @param forms in the order in which they are tried; a production is one of them with a width
 * @param latent number of latent coordinates, at least 1
 * @param widest subset, from 1 to {@code latent}
 */
public record Grammar(List<Form> forms, int latent, int widest) {
  /** Laws that are linear in the latents, the cheapest first. */
  private static final List<Form> LINEAR =
      List.of(
          new Identity(),
          new Constant(),
          new Drift(),
          new Inertia(),
          new Decay(),
          new Rotation(false),
          new Rotation(true),
          new Oscillator(),
          new Affine());

  /** Checks the numbers. */
  public Grammar {
    forms = List.copyOf(forms);
    if (!(1 <= widest && widest <= latent)) {
      throw new IllegalArgumentException(
          "grammar: subsets of up to %d of %d coordinates, expected 1 up to all"
              .formatted(widest, latent));
    }
  }

  /**
   * The lexicon's small forms in subsets of up to {@code widest} of {@code latent} coordinates:
   * linear laws, twists, central forces, polynomial flows.
   */
  public static Grammar of(int latent, int widest) {
    return new Grammar(union(widest, Lexicon::small), latent, widest);
  }

  /** All forms of the lexicon, events too, which take long to fit. */
  public static Grammar whole(int latent, int widest) {
    return new Grammar(union(widest, Lexicon::whole), latent, widest);
  }

  /** Without conserved quantities: as a law of motion anything slow would pass for one. */
  private static List<Form> union(int widest, IntFunction<List<Form>> ofWidth) {
    return IntStream.rangeClosed(1, widest)
        .boxed()
        .flatMap(width -> ofWidth.apply(width).stream())
        .filter(form -> !(form instanceof Conserved))
        .distinct()
        .toList();
  }

  /** Linear forms in subsets of up to {@code widest} of {@code latent} coordinates. */
  public static Grammar linear(int latent, int widest) {
    return new Grammar(LINEAR, latent, widest);
  }

  /**
   * A form with the number of coordinates that it is written in.
   *
   * @param form one of the grammar's
   * @param width that it accepts
   */
  public record Production(Form form, int width) {}

  /** The same without forms that need two observations. */
  public Grammar ofFirstOrder() {
    return new Grammar(forms.stream().filter(form -> form.order() == 1).toList(), latent, widest);
  }

  /** All productions, narrow ones first. */
  public List<Production> productions() {
    List<Production> productions = new ArrayList<>();
    for (int width = 1; width <= widest; width++) {
      for (Form form : forms) {
        if (form.accepts(width)) {
          productions.add(new Production(form, width));
        }
      }
    }
    return productions;
  }

  /** The rules in given coordinates. */
  public List<Rule> rules(List<Integer> dims) {
    return forms.stream()
        .filter(form -> form.accepts(dims.size()))
        .map(form -> new Rule(form, dims))
        .toList();
  }

  /** Subsets of {@code width} coordinates, each in increasing order, in lexicographic order. */
  public List<List<Integer>> subsets(int width) {
    List<List<Integer>> subsets = new ArrayList<>();
    extend(List.of(), width, subsets);
    return subsets;
  }

  private void extend(List<Integer> begun, int width, List<List<Integer>> subsets) {
    if (begun.size() == width) {
      subsets.add(begun);
      return;
    }
    for (int next = begun.isEmpty() ? 0 : begun.getLast() + 1; next < latent; next++) {
      List<Integer> longer = new ArrayList<>(begun);
      longer.add(next);
      extend(List.copyOf(longer), width, subsets);
    }
  }

  /** All rules: narrow subsets first, and of each subset one form after the other. */
  public List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (int width = 1; width <= widest; width++) {
      for (List<Integer> dims : subsets(width)) {
        rules.addAll(rules(dims));
      }
    }
    return rules;
  }
}

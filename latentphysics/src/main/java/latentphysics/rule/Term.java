package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import latentphysics.tensor.Tensor;

/**
 * A tree of the grammar's small alphabet: what one coordinate of z′ is an expression of.
 *
 * <p>As a list of tokens, an operation before its operands: {@code z0}, {@code z0₋} (the coordinate
 * one observation earlier), {@code c} (a constant to be fitted), {@code +}, {@code −}, {@code ·},
 * {@code /}, {@code square}, {@code sin}.
 */
public sealed interface Term {
  /** A denominator nearer to 0 than this makes a quotient 0. */
  double SMALLEST_DENOMINATOR = 1e-9;

  /** A coordinate of z. */
  record Coordinate(int index) implements Term {}

  /** A coordinate of z₋. */
  record Previous(int index) implements Term {}

  /** A constant to be fitted, by its number in the expression. */
  record Parameter(int index) implements Term {}

  /** left + right. */
  record Sum(Term left, Term right) implements Term {}

  /** left − right. */
  record Difference(Term left, Term right) implements Term {}

  /** left · right. */
  record Product(Term left, Term right) implements Term {}

  /** left / right, and 0 where right vanishes. */
  record Quotient(Term left, Term right) implements Term {}

  /** The product with itself. */
  record Square(Term of) implements Term {}

  /** The sine. */
  record Sine(Term of) implements Term {}

  /** What this is an operation on; nothing for coordinates and constants. */
  default List<Term> operands() {
    return switch (this) {
      case Coordinate c -> List.of();
      case Previous p -> List.of();
      case Parameter p -> List.of();
      case Sum(Term l, Term r) -> List.of(l, r);
      case Difference(Term l, Term r) -> List.of(l, r);
      case Product(Term l, Term r) -> List.of(l, r);
      case Quotient(Term l, Term r) -> List.of(l, r);
      case Square(Term x) -> List.of(x);
      case Sine(Term x) -> List.of(x);
    };
  }

  /** This term and all below it, an operation before its operands. */
  default List<Term> all() {
    List<Term> terms = new ArrayList<>();
    terms.add(this);
    operands().forEach(operand -> terms.addAll(operand.all()));
    return terms;
  }

  /** The tokens, an operation before its operands. */
  default List<String> tokens() {
    return all().stream().map(Term::token).toList();
  }

  private String token() {
    return switch (this) {
      case Coordinate(int i) -> "z" + i;
      case Previous(int i) -> "z" + i + "₋";
      case Parameter p -> "c";
      case Sum s -> "+";
      case Difference d -> "−";
      case Product p -> "·";
      case Quotient q -> "/";
      case Square s -> "square";
      case Sine s -> "sin";
    };
  }

  /**
   * The term of given tokens.
   *
   * @param tokens an operation before its operands, as {@link #tokens} gives them
   * @param firstParameter number of the first constant; the others follow
   * @throws IllegalArgumentException if they are no term, with the place
   */
  static Term of(List<String> tokens, int firstParameter) {
    return new TermReader(tokens, firstParameter).read();
  }

  /**
   * Its value at each place.
   *
   * @param constants {@code [count]}, of the latents' type
   * @param z {@code [n, width]}
   * @param previous z₋, same shape
   * @return {@code [n, 1]}, or of size 1 where nothing but constants is in it
   */
  default Tensor value(Tensor constants, Tensor z, Tensor previous) {
    return switch (this) {
      case Coordinate(int i) -> z.slice(1, i, i + 1);
      case Previous(int i) -> previous.slice(1, i, i + 1);
      case Parameter(int i) -> constants.slice(0, i, i + 1).reshape(1, 1);
      case Sum(Term l, Term r) ->
          l.value(constants, z, previous).add(r.value(constants, z, previous));
      case Difference(Term l, Term r) ->
          l.value(constants, z, previous).sub(r.value(constants, z, previous));
      case Product(Term l, Term r) ->
          l.value(constants, z, previous).mul(r.value(constants, z, previous));
      case Quotient(Term l, Term r) ->
          guarded(l.value(constants, z, previous), r.value(constants, z, previous));
      case Square(Term x) -> x.value(constants, z, previous).square();
      case Sine(Term x) -> x.value(constants, z, previous).sin();
    };
  }

  private static Tensor guarded(Tensor numerator, Tensor denominator) {
    Tensor fits = denominator.abs().greater(SMALLEST_DENOMINATOR);
    Tensor safe = Tensor.where(fits, denominator, Tensor.ones(denominator.dtype()));
    return Tensor.where(fits, numerator.div(safe), Tensor.zeros(denominator.dtype()));
  }

  /**
   * Numbers of constants that it is an affine function of, all others held: where two factors both
   * have such constants, those of the factor with more.
   */
  default Set<Integer> linear() {
    return switch (this) {
      case Parameter(int i) -> Set.of(i);
      case Sum(Term l, Term r) -> union(l.linear(), r.linear());
      case Difference(Term l, Term r) -> union(l.linear(), r.linear());
      case Product(Term l, Term r) ->
          l.linear().size() >= r.linear().size() ? l.linear() : r.linear();
      case Quotient(Term l, Term r) -> l.linear();
      case Coordinate c -> Set.of();
      case Previous p -> Set.of();
      case Square s -> Set.of();
      case Sine s -> Set.of();
    };
  }

  private static Set<Integer> union(Set<Integer> a, Set<Integer> b) {
    Set<Integer> all = new TreeSet<>(a);
    all.addAll(b);
    return all;
  }

  /** The term as text, constants with their numbers, coordinates with their names. */
  default String text(double[] constants, List<String> names) {
    return switch (this) {
      case Coordinate(int i) -> names.get(i);
      case Previous(int i) -> names.get(i) + "₋";
      case Parameter(int i) -> Numbers.text(constants[i]);
      case Sum(Term l, Term r) -> l.text(constants, names) + " + " + r.text(constants, names);
      case Difference(Term l, Term r) ->
          l.text(constants, names) + " − " + r.enclosed(constants, names, true);
      case Product(Term l, Term r) ->
          l.enclosed(constants, names, false) + "·" + r.enclosed(constants, names, false);
      case Quotient(Term l, Term r) ->
          l.enclosed(constants, names, false) + "/" + r.enclosed(constants, names, true);
      case Square(Term x) -> x.enclosed(constants, names, true) + "²";
      case Sine(Term x) -> "sin(" + x.text(constants, names) + ")";
    };
  }

  /** In parentheses where a product, or with {@code whole} anything, would tear it apart. */
  private String enclosed(double[] constants, List<String> names, boolean whole) {
    String text = text(constants, names);
    boolean apart =
        switch (this) {
          case Sum s -> true;
          case Difference d -> true;
          case Product p -> whole;
          case Quotient q -> whole;
          case Parameter(int i) -> constants[i] < 0;
          case Coordinate c -> false;
          case Previous p -> false;
          case Square s -> false;
          case Sine s -> false;
        };
    return apart ? "(" + text + ")" : text;
  }
}

package latentphysics.rule;

import java.util.List;

/** Makes a term of its tokens, each operation followed by its operands. */
final class TermReader {
  private final List<String> tokens;
  private int at;
  private int parameter;

  TermReader(List<String> tokens, int firstParameter) {
    this.tokens = tokens;
    this.parameter = firstParameter;
  }

  Term read() {
    Term term = term();
    if (at < tokens.size()) {
      throw new IllegalArgumentException(
          "term: %s is complete before token %d of %d".formatted(tokens, at, tokens.size()));
    }
    return term;
  }

  private Term term() {
    if (at == tokens.size()) {
      throw new IllegalArgumentException("term: " + tokens + " ends before its last operand");
    }
    String token = tokens.get(at++);
    return switch (token) {
      case "+" -> new Term.Sum(term(), term());
      case "−" -> new Term.Difference(term(), term());
      case "·" -> new Term.Product(term(), term());
      case "/" -> new Term.Quotient(term(), term());
      case "square" -> new Term.Square(term());
      case "sin" -> new Term.Sine(term());
      case "c" -> new Term.Parameter(parameter++);
      default -> coordinate(token);
    };
  }

  private Term coordinate(String token) {
    boolean previous = token.endsWith("₋");
    String digits =
        token.substring(Math.min(1, token.length()), token.length() - (previous ? 1 : 0));
    if (!token.startsWith("z") || !digits.matches("\\d{1,4}")) {
      throw new IllegalArgumentException(
          "term: token %s at %d of %s, expected an operation, c, z0 or z0₋"
              .formatted(token, at - 1, tokens));
    }
    int index = Integer.parseInt(digits);
    return previous ? new Term.Previous(index) : new Term.Coordinate(index);
  }
}

package latentphysics.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An equation of NumPy's einsum with the shapes it is applied to. Every letter, and every axis that
 * an ellipsis stands for, is a label: a small number.
 *
 * @param terms labels of each operand's axes
 * @param output labels of the result's axes
 * @param lengths of the axes, by label
 */
record EinsumEquation(List<int[]> terms, int[] output, int[] lengths) {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String ELLIPSIS = "...";

  /** Labels of all letters and of as many axes as an ellipsis may stand for. */
  static final int LABELS = LETTERS.length() + Shape.MAX_RANK;

  /**
   * Reads an equation.
   *
   * @throws IllegalArgumentException naming the term and the operand that do not fit
   */
  static EinsumEquation parse(String text, List<Shape> shapes) {
    String equation = withoutBlanks(text);
    int arrow = equation.indexOf("->");
    String[] inputs = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    if (inputs.length != shapes.size()) {
      throw new IllegalArgumentException(
          "einsum: \""
              + text
              + "\" has "
              + inputs.length
              + " terms for "
              + shapes.size()
              + " operands, expected one for each");
    }
    List<int[]> terms = new ArrayList<>();
    int[] lengths = new int[LABELS];
    int[] uses = new int[LABELS];
    int[] owners = new int[LABELS];
    Arrays.fill(lengths, -1);
    int ellipsis = -1; // axes of the longest one
    for (int i = 0; i < inputs.length; i++) {
      String where = "term \"" + inputs[i] + "\" of operand " + i;
      Shape shape = shapes.get(i);
      int named = checked(inputs[i], where);
      boolean open = inputs[i].contains(ELLIPSIS);
      if (open ? named > shape.rank() : named != shape.rank()) {
        throw new IllegalArgumentException(
            "einsum: " + where + " names " + named + " axes, but its shape is " + shape);
      }
      int stands = open ? shape.rank() - named : 0;
      ellipsis = open ? Math.max(ellipsis, stands) : ellipsis;
      int[] term = labels(inputs[i], stands);
      for (int axis = 0; axis < term.length; axis++) {
        fit(term, axis, shape, i, where, lengths, owners);
        uses[term[axis]]++;
      }
      terms.add(term);
    }
    int[] output =
        arrow < 0
            ? implicitOutput(Math.max(ellipsis, 0), uses)
            : explicitOutput(equation.substring(arrow + 2), ellipsis, uses);
    return new EinsumEquation(terms, output, lengths);
  }

  private static String withoutBlanks(String text) {
    StringBuilder rest = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        rest.append(text.charAt(i));
      }
    }
    return rest.toString();
  }

  /** The number of letters, after a check that there is nothing else but one ellipsis. */
  private static int checked(String term, String where) {
    int open = term.indexOf(ELLIPSIS);
    for (int i = 0; i < term.length(); i++) {
      boolean within = open >= 0 && i >= open && i < open + ELLIPSIS.length();
      if (!within && LETTERS.indexOf(term.charAt(i)) < 0) {
        throw new IllegalArgumentException(
            "einsum: \""
                + term.charAt(i)
                + "\" in "
                + where
                + ", expected letters and at most one \"...\"");
      }
    }
    return open < 0 ? term.length() : term.length() - ELLIPSIS.length();
  }

  /** Labels of a checked term; the axes of ellipses are aligned at their end. */
  private static int[] labels(String term, int stands) {
    int open = term.indexOf(ELLIPSIS);
    int before = open < 0 ? term.length() : open;
    int[] labels = new int[open < 0 ? before : term.length() - ELLIPSIS.length() + stands];
    for (int axis = 0; axis < labels.length; axis++) {
      if (axis < before) {
        labels[axis] = LETTERS.indexOf(term.charAt(axis));
      } else if (axis < before + stands) {
        labels[axis] = LABELS - stands + (axis - before);
      } else {
        labels[axis] = LETTERS.indexOf(term.charAt(axis - stands + ELLIPSIS.length()));
      }
    }
    return labels;
  }

  /** Enters the length of an axis: operands broadcast, axes of one operand do not. */
  private static void fit(
      int[] term, int axis, Shape shape, int operand, String where, int[] lengths, int[] owners) {
    int label = term[axis];
    int length = shape.dim(axis);
    for (int before = 0; before < axis; before++) {
      if (term[before] == label && shape.dim(before) != length) {
        throw new IllegalArgumentException(
            "einsum: "
                + where
                + " names two axes "
                + name(label)
                + ", but its shape is "
                + shape
                + ", expected equal lengths");
      }
    }
    int known = lengths[label];
    if (known >= 0 && known != 1 && length != 1 && known != length) {
      throw new IllegalArgumentException(
          "einsum: axis "
              + name(label)
              + " in "
              + where
              + " is "
              + length
              + " long, but "
              + known
              + " in operand "
              + owners[label]);
    }
    if (known < 0 || known == 1) {
      lengths[label] = length;
      owners[label] = operand;
    }
  }

  private static int[] implicitOutput(int ellipsis, int[] uses) {
    int[] output = new int[LABELS];
    int rank = 0;
    for (int label = LABELS - ellipsis; label < LABELS; label++) {
      output[rank++] = label;
    }
    for (int label = 0; label < LETTERS.length(); label++) {
      if (uses[label] == 1) {
        output[rank++] = label;
      }
    }
    return Arrays.copyOf(output, rank);
  }

  private static int[] explicitOutput(String term, int ellipsis, int[] uses) {
    String where = "the output \"" + term + "\"";
    checked(term, where);
    boolean open = term.contains(ELLIPSIS);
    if (open != (ellipsis >= 0) && (open || ellipsis > 0)) {
      throw new IllegalArgumentException(
          "einsum: "
              + where
              + (open ? " has a \"...\", but no operand has" : " lacks the \"...\" of an operand"));
    }
    int[] output = labels(term, Math.max(ellipsis, 0));
    for (int axis = 0; axis < output.length; axis++) {
      int label = output[axis];
      if (label < LETTERS.length() && uses[label] == 0) {
        throw new IllegalArgumentException(
            "einsum: " + name(label) + " in " + where + " is in no operand");
      }
      if (Arrays.stream(output, 0, axis).anyMatch(other -> other == label)) {
        throw new IllegalArgumentException(
            "einsum: " + name(label) + " is twice in " + where + ", expected once");
      }
    }
    return output;
  }

  private static String name(int label) {
    return label < LETTERS.length() ? "'" + LETTERS.charAt(label) + "'" : "of \"...\"";
  }
}

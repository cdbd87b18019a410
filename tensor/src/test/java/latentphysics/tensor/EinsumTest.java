package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects sums of products against a loop over all letters, over given and random equations. */
final class EinsumTest {
  private static final String LETTERS = "abcXYZ";

  /** The sum by its definition: no ellipses, an explicit output. */
  private static Tensor naive(String equation, Tensor... operands) {
    String[] sides = equation.split("->", -1);
    String[] terms = sides[0].split(",", -1);
    int[] lengths = new int[128]; // by letter; 0 where there is none
    boolean[] used = new boolean[128];
    for (int i = 0; i < terms.length; i++) {
      for (int axis = 0; axis < terms[i].length(); axis++) {
        int letter = terms[i].charAt(axis);
        int length = operands[i].dim(axis);
        lengths[letter] = used[letter] && length == 1 ? lengths[letter] : length;
        used[letter] = true;
      }
    }
    int[] letters = IntStream.range(0, 128).filter(letter -> used[letter]).toArray();
    int[] dims = sides[1].chars().map(letter -> lengths[letter]).toArray();
    double[] result = new double[Shape.of(dims).size()];
    double[][] values = Arrays.stream(operands).map(Tensor::toDoubles).toArray(double[][]::new);
    int total = Arrays.stream(letters).map(letter -> lengths[letter]).reduce(1, (x, y) -> x * y);
    int[] index = new int[128];
    for (int count = 0; count < total; count++) {
      int rest = count;
      for (int letter : letters) {
        index[letter] = rest % lengths[letter];
        rest /= lengths[letter];
      }
      double product = 1;
      for (int i = 0; i < terms.length; i++) {
        product *= values[i][place(terms[i], operands[i].shape().dims(), index)];
      }
      result[place(sides[1], dims, index)] += product;
    }
    return Tensor.of(result).reshape(dims);
  }

  private static int place(String term, int[] dims, int[] index) {
    int place = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      place = place * dims[axis] + (dims[axis] == 1 ? 0 : index[term.charAt(axis)]);
    }
    return place;
  }

  private static void check(String equation, String asLoop, Tensor... operands) {
    Tensor expected = naive(asLoop, operands);
    Tensor actual = Einsum.einsum(equation, operands);
    assertEquals(expected.shape(), actual.shape(), equation);
    assertArrayEquals(expected.toDoubles(), actual.toDoubles(), 1e-11, equation);
  }

  private static Tensor[] operands(String shapes) {
    List<Tensor> operands = new ArrayList<>();
    for (String shape : shapes.split(";", -1)) {
      int[] dims =
          shape.isBlank()
              ? new int[0]
              : Arrays.stream(shape.trim().split(" ")).mapToInt(Integer::parseInt).toArray();
      operands.add(Samples.random(DType.FLOAT64, 17 + operands.size(), dims));
    }
    return operands.toArray(Tensor[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ij->ij | 3 4",
        "ij->ji | 3 4",
        "ij-> | 3 4",
        "ij->j | 3 4",
        "ii->i | 4 4",
        "ii-> | 4 4",
        "iji->j | 3 4 3",
        "iijj->ji | 3 3 2 2",
        "iii->i | 3 3 3",
        "aab->ba | 0 0 3",
        "-> | ''",
        ",-> | ;",
        ",i->i | ; 4",
        "i,i-> | 5; 5",
        "i,i->i | 5; 5",
        "i,j->ij | 3; 4",
        "i,j->ji | 3; 4",
        "i,j->j | 3; 4",
        "ij,jk->ik | 3 4; 4 5",
        "ij,jk->ki | 3 4; 4 5",
        "ij,kj->ik | 3 4; 5 4",
        "ji,jk->ik | 4 3; 4 5",
        "ij,j->i | 3 4; 4",
        "j,ij->i | 4; 3 4",
        "bij,bjk->bik | 2 3 4; 2 4 5",
        "ibj,jbk->kib | 3 2 4; 4 2 5",
        "abij,ijc->bca | 2 3 4 5; 4 5 2",
        "bi,bi->b | 3 4; 3 4",
        "abc,cab-> | 2 3 4; 4 2 3",
        "ij,ij->i | 2 1; 2 3",
        "ij,ij->ij | 1 3; 2 1",
        "ij,jk->ik | 3 1; 4 5",
        "ij,j->ij | 1 1; 4",
        "ii,i->i | 1 1; 3",
        "ij,jk->ik | 0 4; 4 5",
        "ij,jk->ik | 3 0; 0 5",
        "ij,jk->ik | 3 1; 0 5",
        "ij,jk,kl->il | 2 9; 9 3; 3 8",
        "ij,jk,ki-> | 3 4; 4 5; 5 3",
        "i,i,i->i | 4; 4; 4",
        "iij,jkk->ik | 3 3 4; 4 5 5",
        "bqhd,bkhd->bhqk | 2 3 2 4; 2 5 2 4",
        "abcdefgh,abcdefgh->h | 1 2 1 2 1 2 1 2; 1 2 1 2 1 2 1 2",
        "abcdefgx,abcdefgx->abcdefg | 1 2 1 2 1 2 1 3; 1 2 1 2 1 2 1 3",
        "abcdefxy,abcdefyz->abcdefxz | 1 2 1 2 1 2 2 3; 1 2 1 2 1 2 3 2"
      })
  void givenEquations(String equation, String shapes) {
    check(equation, equation, operands(shapes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ij,jk | ij,jk->ik | 3 4; 4 5",
        "ba | ba->ab | 3 4",
        "ii | ii-> | 3 3",
        "b,A | b,A->Ab | 3; 4",
        "' i j , j k -> i k ' | ij,jk->ik | 3 4; 4 5",
        "...ij,...jk->...ik | xyij,xyjk->xyik | 2 3 4 5; 2 3 5 2",
        "...ij,...jk->...ik | xyij,yjk->xyik | 2 3 4 5; 3 5 2",
        "...ij,...jk | xyij,yjk->xyik | 2 3 4 5; 1 5 2",
        "i...,i...->... | ixy,iy->xy | 2 3 4; 2 4",
        "...->... | xy->xy | 2 3",
        "...i->i... | xyi->ixy | 2 3 4",
        "...ii->...i | xii->xi | 2 3 3",
        "...i,i->...i | i,i->i | 3; 3",
        "...i,i->i | i,i->i | 3; 3",
        "...,... | xy,y->xy | 2 3; 3",
        "a...b,c...a | axyb,cya->xybc | 2 1 3 2; 2 3 2"
      })
  void ellipsesAndImplicitOutputs(String equation, String asLoop, String shapes) {
    check(equation, asLoop, operands(shapes));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void randomEquations(int count) {
    for (int seed = 0; seed < 120; seed++) {
      Random random = new Random(1000L * count + seed);
      int[] lengths = random.ints(LETTERS.length(), 1, 4).toArray();
      StringBuilder equation = new StringBuilder();
      StringBuilder used = new StringBuilder();
      Tensor[] operands = new Tensor[count];
      for (int i = 0; i < count; i++) {
        int rank = random.nextInt(4);
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
          int letter = random.nextInt(LETTERS.length());
          dims[axis] = lengths[letter];
          equation.append(LETTERS.charAt(letter));
          used.append(LETTERS.charAt(letter));
        }
        equation.append(i < count - 1 ? "," : "->");
        List<Samples.Layout> layouts =
            Samples.layouts(Samples.random(DType.FLOAT64, seed + 31L * i, dims));
        operands[i] = layouts.get(random.nextInt(layouts.size())).tensor();
      }
      for (int i = 0; i < LETTERS.length(); i++) {
        char letter = LETTERS.charAt(i);
        if (used.indexOf(Character.toString(letter)) >= 0 && random.nextBoolean()) {
          equation.insert(equation.indexOf("->") + 2, letter);
        }
      }
      check(equation.toString(), equation.toString(), operands);
    }
  }

  @Test
  void manyOperandsGoTheGreedyWay() {
    StringBuilder chain = new StringBuilder();
    Tensor[] operands = new Tensor[14];
    double[] expected = Samples.random(DType.FLOAT64, 1, 2, 2).toDoubles();
    for (int i = 0; i < operands.length; i++) {
      operands[i] = Samples.random(DType.FLOAT64, i + 1L, 2, 2);
      chain.append(i > 0 ? "," : "").append((char) ('a' + i)).append((char) ('b' + i));
      if (i > 0) {
        double[] m = operands[i].toDoubles();
        double[] e = expected;
        expected =
            new double[] {
              e[0] * m[0] + e[1] * m[2],
              e[0] * m[1] + e[1] * m[3],
              e[2] * m[0] + e[3] * m[2],
              e[2] * m[1] + e[3] * m[3]
            };
      }
    }
    Tensor product = Einsum.einsum(chain + "->ao", operands);
    double scale = Arrays.stream(expected).map(Math::abs).max().getAsDouble();
    assertArrayEquals(expected, product.toDoubles(), 1e-12 * scale);
  }

  @Test
  void theCheapestPathIsTaken() {
    // (2 by 100)·(100 by 3)·(3 by 50): from the left 600 + 300, from the right 15000 + 10000.
    long a = 0b0011;
    long b = 0b0110;
    long c = 0b1100;
    int[] lengths = {2, 100, 3, 50};
    assertEquals(
        List.of(new ContractionPath.Step(0, 1), new ContractionPath.Step(3, 2)),
        ContractionPath.of(new long[] {a, b, c}, 0b1001, lengths));
    // With long ends and a short middle it is the other way round.
    assertEquals(
        List.of(new ContractionPath.Step(1, 2), new ContractionPath.Step(0, 3)),
        ContractionPath.of(new long[] {a, b, c}, 0b1001, new int[] {50, 3, 100, 2}));
    assertEquals(List.of(), ContractionPath.of(new long[] {a}, a, lengths));
  }

  @Test
  void thePathCostsLeastAmongAllPaths() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      int count = 2 + random.nextInt(4);
      int[] lengths = random.ints(7, 1, 9).toArray();
      long[] operands = random.longs(count, 0, 1 << 7).toArray();
      long output = random.nextLong(1 << 7) & Arrays.stream(operands).reduce(0, (x, y) -> x | y);
      // Labels of one operand alone have been summed before.
      for (int i = 0; i < count; i++) {
        long needed = output;
        for (int j = 0; j < count; j++) {
          needed |= j == i ? 0 : operands[j];
        }
        operands[i] &= needed;
      }
      List<Long> left = new ArrayList<>(Arrays.stream(operands).boxed().toList());
      double least = leastCost(left, output, lengths);
      double cost = 0;
      List<Long> sets = new ArrayList<>(left);
      TreeSet<Integer> alive = new TreeSet<>(IntStream.range(0, count).boxed().toList());
      for (ContractionPath.Step step : ContractionPath.of(operands, output, lengths)) {
        alive.remove(step.left());
        alive.remove(step.right());
        long both = sets.get(step.left()) | sets.get(step.right());
        cost += size(both, lengths);
        long needed = output;
        for (int other : alive) {
          needed |= sets.get(other);
        }
        sets.add(both & needed);
        alive.add(sets.size() - 1);
      }
      assertEquals(1, alive.size());
      assertEquals(least, cost, "round " + round);
    }
  }

  private static double leastCost(List<Long> sets, long output, int[] lengths) {
    if (sets.size() < 2) {
      return 0;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < sets.size(); i++) {
      for (int j = 0; j < i; j++) {
        List<Long> rest = new ArrayList<>(sets);
        long both = rest.remove(i) | rest.remove(j);
        long needed = rest.stream().reduce(output, (x, y) -> x | y);
        rest.add(both & needed);
        least = Math.min(least, size(both, lengths) + leastCost(rest, output, lengths));
      }
    }
    return least;
  }

  private static double size(long set, int[] lengths) {
    double size = 1;
    for (int label = 0; label < lengths.length; label++) {
      size *= (set >> label & 1) == 1 ? lengths[label] : 1;
    }
    return size;
  }

  @Test
  void typesAreKept() {
    Tensor a = Samples.random(DType.FLOAT32, 1, 3, 4);
    assertEquals(DType.FLOAT32, Einsum.einsum("ij,kj", a, a).dtype());
    Tensor n = Tensor.arange(6).reshape(2, 3);
    assertArrayEquals(new int[] {5, 14, 14, 50}, Einsum.einsum("ij,kj", n, n).toInts(), "integers");
    Check.rejects(
        "matmul: operands of different types: float32, float64; convert one with astype",
        () -> Einsum.einsum("ij,kj", a, a.astype(DType.FLOAT64)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ij | 3 | einsum: term \"ij\" of operand 0 names 2 axes, but its shape is [3]",
        "ij,jk | 3 4 | einsum: \"ij,jk\" has 2 terms for 1 operands, expected one for each",
        "ij,jk | 3 4; 5 6 | einsum: axis 'j' in term \"jk\" of operand 1 is 5 long, but 4 in operand 0",
        "ii | 3 4 | einsum: term \"ii\" of operand 0 names two axes 'i', but its shape is [3, 4],"
            + " expected equal lengths",
        "ii | 1 4 | einsum: term \"ii\" of operand 0 names two axes 'i', but its shape is [1, 4],"
            + " expected equal lengths",
        "i$ | 3 4 | einsum: \"$\" in term \"i$\" of operand 0, expected letters and at most one \"...\"",
        "..i | 3 4 | einsum: \".\" in term \"..i\" of operand 0, expected letters and at most one"
            + " \"...\"",
        "i->j | 3 | einsum: 'j' in the output \"j\" is in no operand",
        "i->ii | 3 | einsum: 'i' is twice in the output \"ii\", expected once",
        "...i->i | 3 4 | einsum: the output \"i\" lacks the \"...\" of an operand",
        "i->...i | 3 | einsum: the output \"...i\" has a \"...\", but no operand has",
        "...,... | 3; 4 | einsum: axis of \"...\" in term \"...\" of operand 1 is 4 long, but 3 in"
            + " operand 0",
        "ij... | 3 | einsum: term \"ij...\" of operand 0 names 2 axes, but its shape is [3]",
        "i->i->i | 3 | einsum: \"-\" in the output \"i->i\", expected letters and at most one \"...\""
      })
  void whatDoesNotFitIsNamed(String equation, String shapes, String sentence) {
    Check.rejects(sentence, () -> Einsum.einsum(equation, operands(shapes)));
  }

  @Test
  void anOperandIsNeeded() {
    Check.rejects("einsum: no operand, expected at least one", () -> Einsum.einsum(""));
  }
}

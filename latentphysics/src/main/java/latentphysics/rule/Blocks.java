package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import latentphysics.tensor.Tensor;

/**
 * Independent forms side by side, each on coordinates of its own: the first block has the first of
 * the rule's coordinates, and so on. Constants: those of the first block, of the second, ….
 *
 * @param blocks one or more
 */
public record Blocks(List<Block> blocks) implements Form {
  /**
   * One of them.
   *
   * @param form that predicts
   * @param width number of its coordinates
   */
  public record Block(Form form, int width) {
    /** Checks that the form can be written so. */
    public Block {
      if (form instanceof Conserved || !form.accepts(width)) {
        throw new IllegalArgumentException(
            "block: %s in %d coordinates, expected a form that predicts in so many"
                .formatted(form.name(), width));
      }
    }
  }

  /** Keeps an unmodifiable copy. */
  public Blocks {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("blocks: none, expected one or more");
    }
  }

  @Override
  public String name() {
    return String.join(" beside ", blocks.stream().map(b -> b.form().name()).toList());
  }

  @Override
  public boolean accepts(int width) {
    return width == blocks.stream().mapToInt(Block::width).sum();
  }

  @Override
  public int order() {
    return blocks.stream().mapToInt(b -> b.form().order()).max().orElseThrow();
  }

  @Override
  public int constants() {
    return blocks.stream().mapToInt(b -> b.form().constants()).sum();
  }

  @Override
  public int tokens(int width) {
    return blocks.stream().mapToInt(b -> b.form().tokens(b.width())).sum();
  }

  @Override
  public int tokens(List<Tensor> constants, int width) {
    return parts().stream().mapToInt(p -> p.form().tokens(p.of(constants), p.width())).sum();
  }

  /** A block with where its coordinates and its constants begin. */
  private record Part(Form form, int width, int start, int firstConstant) {
    List<Tensor> of(List<Tensor> constants) {
      return constants.subList(firstConstant, firstConstant + form.constants());
    }

    Motion of(Motion motion) {
      return motion.map(z -> z.slice(1, start, start + width));
    }
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    int start = 0;
    int constant = 0;
    for (Block block : blocks) {
      parts.add(new Part(block.form(), block.width(), start, constant));
      start += block.width();
      constant += block.form().constants();
    }
    return parts;
  }

  @Override
  public List<Tensor> fit(Motion motion) {
    List<Tensor> constants = new ArrayList<>();
    for (Part part : parts()) {
      constants.addAll(part.form().fit(part.of(motion)));
    }
    return constants;
  }

  private interface Each {
    Tensor apply(Part part);
  }

  private Tensor beside(Each each) {
    return Tensor.concatenate(1, parts().stream().map(each::apply).toArray(Tensor[]::new));
  }

  @Override
  public Tensor predict(List<Tensor> constants, Motion motion) {
    return beside(p -> p.form().predict(p.of(constants), p.of(motion)));
  }

  @Override
  public Tensor retrodict(List<Tensor> constants, Motion motion) {
    return beside(p -> p.form().retrodict(p.of(constants), p.of(motion)));
  }

  @Override
  public String formula(List<Tensor> constants, List<String> names) {
    List<String> formulas = new ArrayList<>();
    for (Part p : parts()) {
      formulas.add(
          p.form().formula(p.of(constants), names.subList(p.start(), p.start() + p.width())));
    }
    return String.join("; ", formulas);
  }
}

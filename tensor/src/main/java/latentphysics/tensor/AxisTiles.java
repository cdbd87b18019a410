package latentphysics.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import org.jspecify.annotations.Nullable;

/** The buffers that the tiles of one task use one after the other, and the steps on them. */
final class AxisTiles {
  private final AxisFunction function;
  private final List<ArrayTensor> operands;
  private final DType dtype;
  private final int[] outerDims;
  private final int outer;
  private final int length;
  private final int inner;
  private final boolean rows;
  private final int tile;
  private final Object result;
  private final boolean resultAlongAxis;
  private final List<Place> places = new ArrayList<>();
  private final List<@Nullable Loop> loops = new ArrayList<>();
  private final Place scratch = new Place(); // of terms that are reduced
  private Object lanes = new float[0];
  private Object partial = new float[0];
  private int first; // line of the tile, over all outer indices with rows
  private int lines;

  AxisTiles(AxisEvaluation evaluation) {
    function = evaluation.function;
    operands = evaluation.operands;
    dtype = evaluation.dtype;
    outerDims = evaluation.outerDims;
    outer = evaluation.outer;
    length = evaluation.length;
    inner = evaluation.inner;
    rows = evaluation.rows;
    tile = evaluation.tile;
    result = evaluation.result;
    resultAlongAxis = evaluation.resultAlongAxis;
    for (int p = 0; p < operands.size(); p++) {
      Place place = new Place();
      ArrayTensor x = operands.get(p);
      place.array = x.data;
      place.along = x.strides[outerDims.length];
      place.across = rows ? evenStride(x) : x.strides[outerDims.length + 1];
      place.operand = p;
      places.add(place);
    }
    int last = function.steps().size() - 1;
    int blocks = Math.ceilDiv(length, Kernels.SUM_BLOCK);
    boolean reduces = false;
    boolean computesTerms = false;
    for (int s = 0; s <= last; s++) {
      places.add(place(s, last));
      if (function.steps().get(s) instanceof AxisFunction.Step.Reduce reduce) {
        reduces = true;
        computesTerms |= !isInPlace(reduce);
      }
    }
    if (computesTerms) {
      scratch.array = dtype.newArray(tile * length);
      scratch.along = rows ? 1 : tile;
      scratch.across = rows ? length : 1;
    }
    if (reduces) {
      partial = dtype.newArray(tile * blocks);
      lanes = dtype.newArray(Kernels.SUM_LANES * (rows ? tile * blocks + 1 : tile));
    }
    for (int s = 0; s <= last; s++) {
      loops.add(loop(s));
    }
  }

  /** The elementwise part of a step; null if it has none. */
  private @Nullable Loop loop(int s) {
    Place to = places.get(function.inputs() + s);
    boolean alongAxis = function.isAlongAxis(function.inputs() + s);
    return switch (function.steps().get(s)) {
      case AxisFunction.Step.Map(MapFunction map, List<Integer> arguments) ->
          new Loop(map, arguments, to, alongAxis);
      case AxisFunction.Step.Reduce step ->
          isInPlace(step) ? null : new Loop(step.function(), step.arguments(), scratch, true);
      case AxisFunction.Step.Constant(int argument) ->
          to.isResult ? new Loop(Functions.IDENTITY, List.of(argument), to, alongAxis) : null;
    };
  }

  /** An elementwise function over the tile, or over one number for each line. */
  private final class Loop {
    private final MapKernel kernel;
    private final Place[] operandsAndResult;
    private final Object[] arrays;
    private final int[] offsets;
    private final boolean alongAxis;
    private MapLoop loop;
    private @Nullable MapLoop sumLoop;
    private int loopLines = tile;

    Loop(MapFunction map, List<Integer> arguments, Place to, boolean alongAxis) {
      kernel = map.kernel(dtype);
      this.alongAxis = alongAxis;
      operandsAndResult = new Place[arguments.size() + 1];
      arrays = new Object[arguments.size() + 1];
      offsets = new int[arguments.size() + 1];
      for (int p = 0; p < arrays.length; p++) {
        operandsAndResult[p] = p == arguments.size() ? to : places.get(arguments.get(p));
        arrays[p] = operandsAndResult[p].array;
      }
      loop = mapLoop();
    }

    private MapLoop mapLoop() {
      int[][] strides = new int[arrays.length][];
      for (int p = 0; p < strides.length; p++) {
        strides[p] = loopStrides(operandsAndResult[p], alongAxis);
      }
      return new MapLoop(loopDims(loopLines, alongAxis), strides);
    }

    /** Sums of rows in whole blocks, or of one block; false if the kernel does not add up. */
    boolean sums(Place to) {
      int block = Math.min(length, Kernels.SUM_BLOCK);
      if (!rows || length == 1 || length % block != 0) {
        return false;
      }
      int blocks = length / block;
      MapLoop loop = sumLoop;
      if (loop == null) {
        loop = sumLoop(blocks, block);
        sumLoop = loop;
      }
      int last = arrays.length - 1;
      moveOffsets();
      offsets[last] = -first * blocks * Kernels.SUM_LANES;
      Object terms = arrays[last];
      arrays[last] = lanes;
      boolean done = loop.sums(kernel, arrays, offsets, first * blocks, (first + lines) * blocks);
      arrays[last] = terms;
      if (done) {
        Object sums = blocks == 1 ? to.array : partial;
        int offset = blocks == 1 ? to.offset : 0;
        int numbers = Kernels.SUM_LANES;
        Reduction.SUM.rows(lines * blocks, numbers, lanes, 0, numbers, sums, offset);
        if (blocks > 1) {
          Reduction.SUM.combineBlocks(partial, lines, blocks, 1, to.array, to.offset);
        }
      }
      return done;
    }

    /** A loop over the blocks of all rows; the last operand is an array of partial sums. */
    private MapLoop sumLoop(int blocks, int block) {
      int rank = outerDims.length;
      int[] dims = Arrays.copyOf(outerDims, rank + 2);
      dims[rank] = blocks;
      dims[rank + 1] = block;
      int[][] strides = new int[arrays.length][];
      for (int p = 0; p < strides.length - 1; p++) {
        Place place = operandsAndResult[p];
        strides[p] = Arrays.copyOf(loopStrides(place, true), rank + 2);
        strides[p][rank] = place.along * block;
        strides[p][rank + 1] = place.along;
      }
      int[] ofSums = Shape.of(Arrays.copyOf(dims, rank + 1)).rowMajorStrides();
      for (int a = 0; a <= rank; a++) {
        ofSums[a] *= Kernels.SUM_LANES;
      }
      strides[strides.length - 1] = Arrays.copyOf(ofSums, rank + 2);
      return new MapLoop(dims, strides);
    }

    void run() {
      if (!rows && lines != loopLines) {
        loopLines = lines;
        loop = mapLoop();
      }
      int perLine = alongAxis ? length : 1;
      moveOffsets();
      int from = rows ? first * perLine : 0;
      loop.run(kernel, arrays, offsets, from, from + lines * perLine);
    }

    private void moveOffsets() {
      for (int p = 0; p < offsets.length; p++) {
        Place place = operandsAndResult[p];
        // Rows of operands are found from the first row of all, those of buffers from the tile's.
        offsets[p] = place.offset - (rows && place.operand < 0 ? first * place.across : 0);
      }
    }
  }

  private int[] loopDims(int columns, boolean alongAxis) {
    if (!rows) {
      return alongAxis ? new int[] {length, columns} : new int[] {columns};
    }
    int[] dims = Arrays.copyOf(outerDims, outerDims.length + (alongAxis ? 1 : 0));
    if (alongAxis) {
      dims[outerDims.length] = length;
    }
    return dims;
  }

  private int[] loopStrides(Place place, boolean alongAxis) {
    if (!rows) {
      return alongAxis ? new int[] {place.along, place.across} : new int[] {place.across};
    }
    int[] strides = new int[outerDims.length + (alongAxis ? 1 : 0)];
    int stride = place.across;
    for (int a = outerDims.length - 1; a >= 0; a--) {
      strides[a] = place.operand >= 0 ? operands.get(place.operand).strides[a] : stride;
      stride *= outerDims[a];
    }
    if (alongAxis) {
      strides[outerDims.length] = place.along;
    }
    return strides;
  }

  /** A fresh buffer, the array of an earlier value that no later step reads, or the result. */
  private Place place(int step, int last) {
    Place place = new Place();
    boolean alongAxis = function.isAlongAxis(function.inputs() + step);
    if (function.steps().get(step) instanceof AxisFunction.Step.Constant(int argument)
        && step != last) {
      return places.get(argument);
    }
    if (step == last) {
      place.array = result;
      place.isResult = true;
      place.along = alongAxis ? inner : 0;
      place.across = !alongAxis || !rows ? 1 : length;
      return place;
    }
    place.array = dtype.newArray(alongAxis ? tile * length : tile);
    place.along = !alongAxis ? 0 : rows ? 1 : tile;
    place.across = alongAxis && rows ? length : 1;
    return place;
  }

  /** Whether the terms are the elements of an operand or a buffer. */
  private boolean isInPlace(AxisFunction.Step.Reduce step) {
    if (step.arguments().size() != 1 || !step.function().returnsFirst()) {
      return false;
    }
    Place x = places.get(step.arguments().getFirst());
    return rows ? x.along == 1 && x.across >= 0 : x.across == 1 && x.along > 0;
  }

  /** Computes the tile of the given outer index, 0 with rows, that begins with the given line. */
  void compute(int outerIndex, int firstLine) {
    first = firstLine;
    lines = Math.min(tile, (rows ? outer : inner) - firstLine);
    for (Place place : places) {
      if (place.operand >= 0) {
        ArrayTensor x = operands.get(place.operand);
        place.offset = x.offset;
        if (!rows) {
          place.offset += outerOffset(x, outerIndex) + first * place.across;
        }
      } else if (place.isResult) {
        int line = outerIndex * inner + firstLine;
        place.offset =
            !resultAlongAxis ? line : rows ? line * length : outerIndex * length * inner + first;
      }
    }
    for (int s = 0; s < function.steps().size(); s++) {
      Loop loop = loops.get(s);
      switch (function.steps().get(s)) {
        case AxisFunction.Step.Reduce step -> reduce(step, loop, places.get(function.inputs() + s));
        default -> {
          if (loop != null) {
            loop.run();
          }
        }
      }
    }
  }

  private void reduce(AxisFunction.Step.Reduce step, @Nullable Loop loop, Place to) {
    if (loop == null) {
      reduce(step.reduction(), places.get(step.arguments().getFirst()), to);
    } else if (step.reduction() != Reduction.SUM || !loop.sums(to)) {
      loop.run();
      reduce(step.reduction(), scratch, to);
    }
  }

  /** The stride of all outer axes taken as one; −1 if they are not evenly spaced. */
  private int evenStride(ArrayTensor x) {
    int stride = 0;
    int expected = -1; // before the first axis of several elements
    for (int a = outerDims.length - 1; a >= 0; a--) {
      if (outerDims[a] != 1) {
        if (expected != -1 && x.strides[a] != expected) {
          return -1;
        }
        stride = expected == -1 ? x.strides[a] : stride;
        expected = x.strides[a] * outerDims[a];
      }
    }
    return Math.max(-1, stride);
  }

  private int outerOffset(ArrayTensor x, int index) {
    int rest = index;
    int offset = 0;
    for (int a = outerDims.length - 1; a >= 0; a--) {
      offset += rest % outerDims[a] * x.strides[a];
      rest /= outerDims[a];
    }
    return offset;
  }

  private void reduce(Reduction reduction, Place terms, Place to) {
    int tileOffset = terms.offset + (rows && terms.operand >= 0 ? first * terms.across : 0);
    int whole = length / Kernels.SUM_BLOCK;
    int rest = length % Kernels.SUM_BLOCK;
    int blocks = whole + (rest > 0 ? 1 : 0);
    if (rows && blocks == 1) {
      reduction.rows(lines, length, terms.array, tileOffset, terms.across, to.array, to.offset);
      return;
    }
    if (rows) {
      for (int r = 0; r < lines; r++) {
        int start = tileOffset + r * terms.across;
        reduction.rows(
            whole, Kernels.SUM_BLOCK, terms.array, start, Kernels.SUM_BLOCK, partial, r * blocks);
        if (rest > 0) {
          int from = start + whole * Kernels.SUM_BLOCK;
          reduction.rows(1, rest, terms.array, from, 0, partial, r * blocks + whole);
        }
      }
      reduction.combineBlocks(partial, lines, blocks, 1, to.array, to.offset);
      return;
    }
    for (int b = 0; b < blocks; b++) {
      int from = b * Kernels.SUM_BLOCK;
      int count = Math.min(Kernels.SUM_BLOCK, length - from);
      reduction.clear(lanes, count, lines);
      reduction.addRows(
          count, lines, terms.array, tileOffset + from * terms.along, terms.along, lanes, 0);
      reduction.fold(lanes, count, lines);
      System.arraycopy(lanes, 0, partial, b * lines, lines);
    }
    reduction.combineBlocks(partial, 1, blocks, lines, to.array, to.offset);
  }

  /** Where a value lies during a tile: its array, the offset of the tile and the strides. */
  private static final class Place {
    Object array = new float[0];
    int offset;

    /** From one element of the axis to the next. */
    int along;

    /** From one line to the next; −1 for an operand whose rows are not evenly spaced. */
    int across;

    /** The number of the operand, or −1 for a buffer. */
    int operand = -1;

    boolean isResult;
  }
}

package latentphysics.kernels.vector;

import java.util.Arrays;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;

/**
 * Where a convolution whose vectors run over channels reads and writes.
 *
 * <p>A run is a set of results, in rows and columns of one {@link AxisPhases phase}, that see the
 * same kernel positions. Its terms say where kernels lie and where sources lie beside that of a
 * position; its positions say where sources of the first term lie and where sums go.
 */
final class ChannelRuns {
  private static final int FIELDS = 6;
  private static final int ROW = 0;
  private static final int END_ROW = 1;
  private static final int COLUMN = 2;
  private static final int TERMS = 3;
  private static final int FROM = 4;
  private static final int TO = 5;

  /** Positions that a run may repeat at its end, to have whole tiles. */
  private static final int REPEATED = 8;

  /** All tables, one behind the other. */
  int[] tables = new int[0];

  /** Columns of the source that padding puts before it. */
  int left;

  /** Distance of rows of a source with its padding. */
  int pitch;

  private ConvolutionShape shape =
      new ConvolutionShape(0, 1, 0, 0, ConvolutionAxis.SINGLE, ConvolutionAxis.SINGLE);
  private boolean transposed;
  private int resultRows;
  private int resultColumns;
  private int sourceChannels;
  private int sourceRows;
  private int most;
  private int panel;
  private int[] runs = new int[0];
  private int count;
  private int reads;
  private int writes;

  /**
   * Settles the convolution, and lays out where rows with their padding lie.
   *
   * @param panel distance of neighbouring kernel positions, and of sums of neighbouring results
   */
  void of(ConvolutionShape shape, boolean transposed, int panel) {
    this.shape = shape;
    this.transposed = transposed;
    this.panel = panel;
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    resultRows = transposed ? rows.input() : rows.output();
    resultColumns = transposed ? columns.input() : columns.output();
    sourceRows = transposed ? rows.output() : rows.input();
    sourceChannels = transposed ? shape.groupOutputs() : shape.groupInputs();
    most = sourceChannels * shape.kernelSize();
    int length = transposed ? columns.output() : columns.input();
    int least = 0;
    int end = length;
    for (int phase = 0; phase < AxisPhases.phases(columns, transposed); phase++) {
      int first = AxisPhases.first(columns, transposed, phase, 0);
      int width = AxisPhases.count(columns, transposed, first, resultColumns);
      int reach = (width - 1) * AxisPhases.sourceStep(columns, transposed);
      for (int j = 0; j < columns.kernel() && width > 0; j++) {
        if (AxisPhases.meets(columns, transposed, phase, j)) {
          int source = AxisPhases.source(columns, transposed, first, j);
          least = Math.min(least, source);
          end = Math.max(end, source + reach + 1);
        }
      }
    }
    left = -least;
    pitch = left + end;
  }

  /** Terms of a result that sees all kernel positions. */
  int most() {
    return most;
  }

  /** Numbers of a channel of the source with its padding. */
  int channelSize() {
    return sourceRows * pitch;
  }

  /** Lays out the runs and their terms, and takes room for positions of so many images. */
  void layOut(int images) {
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    count = 0;
    for (int rowPhase = 0; rowPhase < AxisPhases.phases(rows, transposed); rowPhase++) {
      int row = AxisPhases.first(rows, transposed, rowPhase, 0);
      while (row < resultRows) {
        int end = AxisPhases.endOfSame(rows, transposed, rowPhase, row, resultRows);
        for (int phase = 0; phase < AxisPhases.phases(columns, transposed); phase++) {
          int column = AxisPhases.first(columns, transposed, phase, 0);
          if (column < resultColumns) {
            add(rowPhase, row, end, phase, column);
          }
        }
        // The next of the phase, which a bound of all rows need not be.
        row += AxisPhases.count(rows, transposed, row, end) * AxisPhases.step(rows, transposed);
      }
    }
    reads = count * 2 * most;
    int room = images * resultRows * resultColumns + REPEATED * count;
    writes = reads + room;
    if (tables.length < writes + room) {
      tables = Arrays.copyOf(tables, writes + room);
    }
  }

  private void add(int rowPhase, int row, int endRow, int phase, int column) {
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    int run = count * FIELDS;
    if (runs.length < run + FIELDS) {
      runs = Arrays.copyOf(runs, 2 * (run + FIELDS));
    }
    int at = count * 2 * most;
    if (tables.length < at + 2 * most) {
      tables = Arrays.copyOf(tables, 2 * (at + 2 * most));
    }
    int terms = 0;
    for (int c = 0; c < sourceChannels; c++) {
      for (int i = 0; i < rows.kernel(); i++) {
        if (!AxisPhases.sees(rows, transposed, rowPhase, row, i)) {
          continue;
        }
        int line = c * channelSize() + AxisPhases.source(rows, transposed, row, i) * pitch;
        for (int j = 0; j < columns.kernel(); j++) {
          if (AxisPhases.meets(columns, transposed, phase, j)) {
            int source = AxisPhases.source(columns, transposed, column, j);
            tables[at + terms] = line + left + source;
            tables[at + most + terms] = ((c * rows.kernel() + i) * columns.kernel() + j) * panel;
            terms++;
          }
        }
      }
    }
    runs[run + ROW] = row;
    runs[run + END_ROW] = endRow;
    runs[run + COLUMN] = column;
    runs[run + TERMS] = terms;
    count++;
  }

  /** Lays out the positions of some images: their sources, and sums in the order of results. */
  void see(int images, int start, int imageStride) {
    int entry = 0;
    for (int run = 0; run < count; run++) {
      runs[run * FIELDS + FROM] = entry;
      entry = positions(run * FIELDS, images, start, imageStride, entry);
      runs[run * FIELDS + TO] = entry;
      Arrays.fill(tables, reads + entry, reads + entry + REPEATED - 1, tables[reads + entry - 1]);
      entry += REPEATED;
    }
  }

  private int positions(int run, int images, int start, int imageStride, int from) {
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    int height = AxisPhases.count(rows, transposed, runs[run + ROW], runs[run + END_ROW]);
    int width = AxisPhases.count(columns, transposed, runs[run + COLUMN], resultColumns);
    int rowStep = AxisPhases.step(rows, transposed) * resultColumns * panel;
    int step = AxisPhases.step(columns, transposed) * panel;
    int sourceRowStep = AxisPhases.sourceStep(rows, transposed) * pitch;
    int sourceStep = AxisPhases.sourceStep(columns, transposed);
    int first = (runs[run + ROW] * resultColumns + runs[run + COLUMN]) * panel;
    int entry = from;
    for (int i = 0; i < images; i++) {
      int image = first + i * resultRows * resultColumns * panel;
      for (int h = 0; h < height; h++) {
        int source = start + i * imageStride + h * sourceRowStep;
        int sum = image + h * rowStep;
        for (int v = 0; v < width; v++) {
          tables[reads + entry] = source + v * sourceStep;
          tables[writes + entry] = sum + v * step;
          entry++;
        }
      }
    }
    return entry;
  }

  /** Number of runs. */
  int count() {
    return count;
  }

  /** Number of terms of a run. */
  int terms(int run) {
    return runs[run * FIELDS + TERMS];
  }

  /** Entry of a run's first term that says where sources lie. */
  int sources(int run) {
    return run * 2 * most;
  }

  /** Entry of a run's first term that says where kernels lie. */
  int kernels(int run) {
    return run * 2 * most + most;
  }

  /** Entry of a run's first position that says where sources lie. */
  int positions(int run) {
    return reads + runs[run * FIELDS + FROM];
  }

  /** Entry of a run's first position that says where sums go. */
  int sums(int run) {
    return writes + runs[run * FIELDS + FROM];
  }

  /** Number of positions of a run; at least seven more have entries, which repeat the last. */
  int size(int run) {
    return runs[run * FIELDS + TO] - runs[run * FIELDS + FROM];
  }
}

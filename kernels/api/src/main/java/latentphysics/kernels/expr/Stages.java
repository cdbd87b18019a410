package latentphysics.kernels.expr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import latentphysics.kernels.expr.Instructions.Instruction;
import latentphysics.kernels.expr.Instructions.Op;

/**
 * A long program as several short ones that hand over numbers in temporary arrays; the results have
 * the same bits.
 *
 * <p>Only the last stage writes results, so one of them may be the memory of an operand. What an
 * instruction costs nothing to have again, an operand or a constant, is not handed over.
 *
 * @param stages in order
 * @param temporaries number of temporary arrays, of the type of the program
 */
public record Stages(List<Stage> stages, int temporaries) {

  /**
   * One of the short programs.
   *
   * @param program what to compute
   * @param operands for each of its operands, inputs then outputs, the operand of the long program,
   *     or their number plus that of the temporary array
   */
  public record Stage(Instructions program, List<Integer> operands) {}

  /**
   * Cuts a program where the fewest numbers are handed over.
   *
   * @param longest most instructions of a stage, not counting those that hand over, at least 2
   */
  public static Stages of(Instructions program, int longest) {
    return new Cutter(program, longest).cut();
  }

  private static final class Cutter {
    private final Instructions program;
    private final List<Instruction> list;
    private final int longest;
    private final int[] lastUse; // of each instruction's result; the end of the list for results
    private final Map<Integer, Integer> place = new HashMap<>(); // temporary of a result
    private final SortedSet<Integer> free = new TreeSet<>();
    private int temporaries;

    Cutter(Instructions program, int longest) {
      this.program = program;
      this.longest = longest;
      list = program.list();
      lastUse = new int[list.size()];
      for (int v = 0; v < list.size(); v++) {
        for (int argument : list.get(v).arguments()) {
          lastUse[argument] = v;
        }
      }
      program.outputs().forEach(output -> lastUse[output] = list.size());
    }

    Stages cut() {
      List<Stage> stages = new ArrayList<>();
      int start = 0;
      while (list.size() - start > longest) {
        int end = start + longest / 2 + 1;
        for (int at = end + 1; at <= start + longest; at++) {
          end = handedOver(at) < handedOver(end) ? at : end;
        }
        stages.add(stage(start, end));
        start = end;
      }
      stages.add(stage(start, list.size()));
      return new Stages(List.copyOf(stages), temporaries);
    }

    private static boolean isFree(Instruction in) {
      return switch (in.op()) {
        case INPUT, CONSTANT, BITS_CONSTANT -> true;
        default -> false;
      };
    }

    /** How many results cross a cut. */
    private int handedOver(int at) {
      int count = 0;
      for (int v = 0; v < at; v++) {
        if (lastUse[v] >= at && !isFree(list.get(v))) {
          count++;
        }
      }
      return count;
    }

    private Stage stage(int start, int end) {
      boolean last = end == list.size();
      Writer writer = new Writer(start, end);
      for (int v = start; v < end; v++) {
        if (!isFree(list.get(v))) {
          writer.position(v);
        }
      }
      List<Integer> results = new ArrayList<>();
      List<Integer> resultOperands = new ArrayList<>();
      if (last) {
        for (int o = 0; o < program.outputs().size(); o++) {
          results.add(writer.position(program.outputs().get(o)));
          resultOperands.add(program.inputs() + o);
        }
      } else {
        for (int v = start; v < end; v++) {
          if (lastUse[v] >= end && !isFree(list.get(v))) {
            int position = writer.position(v);
            results.add(
                list.get(v).op().isBits()
                    ? writer.add(new Instruction(Op.FROM_BITS, List.of(position), 0))
                    : position);
            place.put(v, take());
            resultOperands.add(program.operands().size() + place.get(v));
          }
        }
      }
      // Free from the next stage on: a stage never writes where it reads.
      place.entrySet().stream()
          .filter(entry -> lastUse[entry.getKey()] < end)
          .forEach(entry -> free.add(entry.getValue()));
      place.keySet().removeIf(v -> lastUse[v] < end);
      List<Integer> operands = new ArrayList<>(writer.operands);
      operands.addAll(resultOperands);
      return new Stage(
          new Instructions(
              program.type(),
              operands.stream()
                  .map(p ->
                      p < program.operands().size() ? program.operands().get(p) : program.type())
                  .toList(),
              List.copyOf(writer.written),
              List.copyOf(results)),
          List.copyOf(operands));
    }

    private int take() {
      if (free.isEmpty()) {
        return temporaries++;
      }
      int first = free.first();
      free.remove(first);
      return first;
    }

    /** The instructions of one stage. */
    private final class Writer {
      private final int start;
      private final List<Instruction> written = new ArrayList<>();
      private final List<Integer> operands = new ArrayList<>();
      private final int[] positions;

      Writer(int start, int end) {
        this.start = start;
        positions = new int[end];
        Arrays.fill(positions, -1);
      }

      int add(Instruction in) {
        written.add(in);
        return written.size() - 1;
      }

      /** Where a result of the long program is in this stage. */
      int position(int v) {
        if (positions[v] < 0) {
          positions[v] = write(v);
        }
        return positions[v];
      }

      private int write(int v) {
        Instruction in = list.get(v);
        if (in.op() == Op.INPUT) {
          return read((int) in.literal());
        }
        if (v < start && !isFree(in)) {
          int number = read(program.operands().size() + place.getOrDefault(v, -1));
          return in.op().isBits() ? add(new Instruction(Op.BITS_OF, List.of(number), 0)) : number;
        }
        List<Integer> arguments = in.arguments().stream().map(this::position).toList();
        return add(new Instruction(in.op(), arguments, in.literal()));
      }

      private int read(int operand) {
        operands.add(operand);
        return add(new Instruction(Op.INPUT, List.of(), operands.size() - 1L));
      }
    }
  }
}

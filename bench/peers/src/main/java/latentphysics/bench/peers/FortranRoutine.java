package latentphysics.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A routine of LAPACK with its arguments, in their order: by reference, the lengths of texts behind
 * all others. Memory lives as long as the routine.
 */
final class FortranRoutine {
  private static final long ALIGNMENT = 64;

  private final NativeLibrary library;
  private final String name;
  private final Arena arena = Arena.ofAuto();
  private final List<MemorySegment> arguments = new ArrayList<>();
  private int texts;

  /** Which arguments are workspaces; the number of their elements comes next. */
  private final List<Integer> workspaces = new ArrayList<>();

  FortranRoutine(NativeLibrary library, String name) {
    this.library = library;
    this.name = name;
  }

  MemorySegment doubles(long count) {
    return arena.allocate(JAVA_DOUBLE.byteSize() * count, ALIGNMENT);
  }

  MemorySegment integers(long count) {
    return arena.allocate(JAVA_INT.byteSize() * count, ALIGNMENT);
  }

  FortranRoutine pass(MemorySegment... values) {
    Collections.addAll(arguments, values);
    return this;
  }

  FortranRoutine pass(int... values) {
    for (int value : values) {
      arguments.add(arena.allocateFrom(JAVA_INT, value));
    }
    return this;
  }

  FortranRoutine passText(char value) {
    arguments.add(arena.allocateFrom(JAVA_BYTE, (byte) value));
    texts++;
    return this;
  }

  /** Passes a workspace of doubles and its size, both as the routine wants them. */
  FortranRoutine passWorkspace() {
    return passWorkspace(doubles(1));
  }

  /** The same of integers. */
  FortranRoutine passIntegerWorkspace() {
    return passWorkspace(integers(1));
  }

  private FortranRoutine passWorkspace(MemorySegment room) {
    workspaces.add(arguments.size());
    // A size of −1 asks for the best one, which becomes the first element.
    return pass(room).pass(-1);
  }

  /** All arguments are there: sizes of workspaces are asked for; what is returned makes a call. */
  Runnable ready() {
    if (!workspaces.isEmpty()) {
      run(bound());
      for (int at : workspaces) {
        MemorySegment asked = arguments.get(at);
        boolean isDouble = asked.byteSize() == JAVA_DOUBLE.byteSize();
        int size = isDouble ? (int) asked.get(JAVA_DOUBLE, 0) : asked.get(JAVA_INT, 0);
        arguments.set(at, isDouble ? doubles(size) : integers(size));
        arguments.get(at + 1).set(JAVA_INT, 0, size);
      }
    }
    MethodHandle call = bound();
    return () -> run(call);
  }

  private MethodHandle bound() {
    List<MemoryLayout> types = new ArrayList<>(Collections.nCopies(arguments.size(), ADDRESS));
    types.addAll(Collections.nCopies(texts, JAVA_LONG));
    List<Object> values = new ArrayList<>(arguments);
    values.addAll(Collections.nCopies(texts, 1L));
    FunctionDescriptor type = FunctionDescriptor.ofVoid(types.toArray(MemoryLayout[]::new));
    return MethodHandles.insertArguments(library.function(name, type), 0, values.toArray());
  }

  private static void run(MethodHandle call) {
    try {
      call.invokeExact();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}

package latentphysics.bench.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/** A library of native functions, and of those that it was linked with. */
@SuppressWarnings("restricted") // calling native code is what this class is for
final class NativeLibrary {
  private final String name;
  private final SymbolLookup functions;

  private NativeLibrary(String name, SymbolLookup functions) {
    this.name = name;
    this.functions = functions;
  }

  /**
   * Loads a library for good.
   *
   * @param name for messages
   * @param variable of the environment that may name the file
   * @param places to look in if it does not, in this order
   * @return nothing where none of them is a library
   */
  static Optional<NativeLibrary> load(String name, String variable, List<String> places) {
    String named = System.getenv(variable);
    for (String place : named == null ? places : List.of(named)) {
      try {
        return Optional.of(
            new NativeLibrary(name, SymbolLookup.libraryLookup(place, Arena.global())));
      } catch (IllegalArgumentException e) {
        // Not there: the next one.
      }
    }
    return Optional.empty();
  }

  /** A function if the library has it. */
  Optional<MethodHandle> find(String function, FunctionDescriptor type) {
    return functions.find(function).map(address -> handle(address, type));
  }

  /**
   * A function.
   *
   * @throws MissingPeerException if the library does not have it
   */
  MethodHandle function(String function, FunctionDescriptor type) {
    return find(function, type)
        .orElseThrow(() -> new MissingPeerException(name + " has no " + function, null));
  }

  private static MethodHandle handle(MemorySegment address, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(address, type);
  }

  /** Code that calls native functions. */
  @FunctionalInterface
  interface Call<T> {

    /** Calls them. */
    T call() throws Throwable;
  }

  /** What native functions return; they throw nothing that is declared. */
  static <T> T call(Call<T> call) {
    try {
      return call.call();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}

import org.jspecify.annotations.NullMarked;

/** Benchmarks. */
@NullMarked
module latentphysics.bench {
  requires jmh.core;
  requires latentphysics;
  requires static org.jspecify;
}

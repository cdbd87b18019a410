/** Ours and other libraries measured side by side; see {@code bench/README.md}. */
@org.jspecify.annotations.NullMarked
package latentphysics.bench.peers;

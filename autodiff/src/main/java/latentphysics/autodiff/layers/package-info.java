/**
 * Layers of networks: records of tensors with functions. A network is the user's own record of
 * them, and what is done with all its tensors goes through a {@link
 * latentphysics.autodiff.Structure}:
 *
 * <pre>{@code
 * record Network(Dense hidden, Dense output) {
 *   static final Structure<Network> STRUCTURE = Structure.of(MethodHandles.lookup());
 *
 *   Tensor apply(Tensor x) {
 *     return output.apply(hidden.apply(x, Activation.TANH));
 *   }
 * }
 *
 * Key[] keys = Key.of(7).split();
 * Network network =
 *     new Network(
 *         Dense.of(keys[0], 2, 64, DType.FLOAT32), Dense.of(keys[1], 64, 1, DType.FLOAT32));
 * Parameters.save(Network.STRUCTURE, network, Path.of("network.safetensors"));
 * }</pre>
 *
 * <p>Everything is pure: what is random takes a key, what changes is returned. Shapes are checked
 * when a layer is applied, not when it is made, because a structure also puts other things than
 * parameters in the place of the tensors, such as their norms.
 */
package latentphysics.autodiff.layers;

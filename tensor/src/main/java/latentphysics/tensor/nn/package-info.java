/** Operations of neural networks: convolution, pooling, windows. All of them end in primitives. */
package latentphysics.tensor.nn;

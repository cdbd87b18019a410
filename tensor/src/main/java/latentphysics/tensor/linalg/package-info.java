/**
 * Linear algebra over the last two axes of tensors; leading axes count separate matrices. All of it
 * can be differentiated, to any order where derivatives exist.
 */
package latentphysics.tensor.linalg;

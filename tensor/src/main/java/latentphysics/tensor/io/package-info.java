/**
 * Files of tensors: {@link latentphysics.tensor.io.Npy}, {@link latentphysics.tensor.io.Npz} and
 * {@link latentphysics.tensor.io.SafeTensors} are read and written, interchangeable with NumPy and
 * the safetensors library, {@link latentphysics.tensor.io.Csv} too; {@link
 * latentphysics.tensor.io.Idx} is read.
 *
 * <p>All of them can be compressed by gzip. Files may come from anywhere: whatever is wrong with
 * one is a {@link latentphysics.tensor.io.FormatException} of one sentence, and memory is taken
 * only for data that is there. What is written appears whole or not at all.
 */
@NullMarked
package latentphysics.tensor.io;

import org.jspecify.annotations.NullMarked;

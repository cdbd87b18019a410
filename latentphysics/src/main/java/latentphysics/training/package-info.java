/** Trains encoder, decoder and latent operator under the laws that latents are held to. */
package latentphysics.training;

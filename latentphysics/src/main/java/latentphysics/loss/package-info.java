/**
 * What the errors of explicit rules cost the encoder: concentrated losses, their schedules, guards
 * against latents that say nothing, and which sites pushed how hard.
 */
package latentphysics.loss;

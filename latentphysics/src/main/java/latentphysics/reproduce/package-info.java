/**
 * Experiments that can be run again: what is claimed, what was measured, whether the claim held.
 */
package latentphysics.reproduce;

/**
 * The search for laws: which equations of the grammar latents obey, how early that can be told, and
 * what each costs; by trying all, greedily, and by a small network that learns to propose.
 */
package latentphysics.search;

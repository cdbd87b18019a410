/** Small worlds whose laws are known, seen through maps that are not: what methods are tried on. */
package latentphysics.world;

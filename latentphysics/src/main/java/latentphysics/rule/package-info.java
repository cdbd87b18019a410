/**
 * The grammar of easy physics: explicit equations of motion, how their constants are fitted, what
 * they cost to tell, and how they run forwards and back.
 */
package latentphysics.rule;

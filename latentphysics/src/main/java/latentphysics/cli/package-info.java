/** The command line: the only package that prints. */
@NullMarked
package latentphysics.cli;

import org.jspecify.annotations.NullMarked;

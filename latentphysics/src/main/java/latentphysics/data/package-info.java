/**
 * Tables of measurements, the trajectories cut out of them, pictures, and a film rendered for show.
 */
@NullMarked
package latentphysics.data;

import org.jspecify.annotations.NullMarked;

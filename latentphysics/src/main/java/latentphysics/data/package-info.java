/** Tables of measurements, the trajectories cut out of them, and a film rendered for show. */
@NullMarked
package latentphysics.data;

import org.jspecify.annotations.NullMarked;

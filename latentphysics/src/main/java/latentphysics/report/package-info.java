/** What a run found, written for programs (JSON) and for people (one page of HTML). */
@NullMarked
package latentphysics.report;

import org.jspecify.annotations.NullMarked;

/** In: settings. Out: the decision log of the process, off unless it is told where to write. */
@NullMarked
package io.voxguard.api.decisionlog;

import org.jspecify.annotations.NullMarked;

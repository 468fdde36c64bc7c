/** In: settings. Out: the decision log of the process, off unless it is told where to write. */
@NullMarked
package io.voxguard.service.decisionlog;

import org.jspecify.annotations.NullMarked;

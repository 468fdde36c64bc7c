/** In: settings, events of the progress of calls. Out: calls in progress by caller and trunk, kept in the store; the events, appended to a stream. */
@NullMarked
package io.voxguard.api.calls;

import org.jspecify.annotations.NullMarked;

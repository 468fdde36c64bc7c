/** In: requests with events of calls, and for calls in progress. Out: replies with how many there are. */
@NullMarked
package io.voxguard.api.http.calls;

import org.jspecify.annotations.NullMarked;

/**
 * In: the fields of a call as they were sent. Out: a {@link io.voxguard.serving.call.Call} that is known to be sound, and what its numbers tell.
 */
@NullMarked
package io.voxguard.serving.call;

import org.jspecify.annotations.NullMarked;

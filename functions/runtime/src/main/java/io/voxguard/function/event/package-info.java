/** In: bytes and headers of a transport. Out: CloudEvents 1.0, or the reason why they are not; and the types that say what became of an event. */
@NullMarked
package io.voxguard.function.event;

import org.jspecify.annotations.NullMarked;

/** In: decided calls. Out: CloudEvents about them, through an outbox: {@code docs/events.md}. */
@NullMarked
package io.voxguard.serving.callevent;

import org.jspecify.annotations.NullMarked;

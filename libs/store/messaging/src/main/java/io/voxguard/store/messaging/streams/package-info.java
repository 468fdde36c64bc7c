/**
 * Connector {@code redis-streams}. In: entries of a stream that a consumer group is given; messages of the application. Out: messages whose acknowledgement ends the
 * entry, and whose failure follows the channel's strategy; appended entries. {@code docs/messaging.md} has the attributes and what is guaranteed.
 */
@NullMarked
package io.voxguard.store.messaging.streams;

import org.jspecify.annotations.NullMarked;

/** In: events for a stream or a channel of the store. Out: its entries and messages. */
@NullMarked
package io.voxguard.fanout.send.store;

import org.jspecify.annotations.NullMarked;

/** In: destinations, and the partitions that this replica owns. Out: every event at every destination whose filter matches it, in order per key, or among its dead letters. */
@NullMarked
package io.voxguard.fanout.delivery;

import org.jspecify.annotations.NullMarked;

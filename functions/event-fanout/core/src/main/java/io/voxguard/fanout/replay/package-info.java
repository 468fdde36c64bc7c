/** In: orders to replay a range of the log to a destination. Out: the register of replays in the store, one running for a destination at a time, and their progress. */
@NullMarked
package io.voxguard.fanout.replay;

import org.jspecify.annotations.NullMarked;

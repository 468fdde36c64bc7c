/** In: events. Out: partitions of the log in the store, each event once. */
@NullMarked
package io.voxguard.fanout.log;

import org.jspecify.annotations.NullMarked;

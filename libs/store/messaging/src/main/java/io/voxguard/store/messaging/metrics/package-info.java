/** Counters and gauges of a channel. In: what happens to its messages. Out: meters of Micrometer, if the process has it; else nothing. */
@NullMarked
package io.voxguard.store.messaging.metrics;

import org.jspecify.annotations.NullMarked;

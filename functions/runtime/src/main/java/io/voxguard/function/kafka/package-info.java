/** In: Kafka records with CloudEvents, binary or structured. Out: records that are committed, or sent to the dead-letter topic with their cause. */
@NullMarked
package io.voxguard.function.kafka;

import org.jspecify.annotations.NullMarked;

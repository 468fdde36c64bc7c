/** In: events for a Kafka topic. Out: records that all in-sync replicas have. */
@NullMarked
package io.voxguard.fanout.send.kafka;

import org.jspecify.annotations.NullMarked;

/** In: events about calls. Out: records of Kafka's topics. The only importer of Kafka's client, whose classes are not loaded unless it is used. */
@NullMarked
package io.voxguard.api.callevents.kafka;

import org.jspecify.annotations.NullMarked;

/**
 * Metadata of the messages that the connectors {@code redis-streams} and {@code redis-pubsub} of SmallRye Reactive Messaging deliver and take. In: entries and
 * messages of a Redis-protocol store. Out: what an application may read of them, and what it may set.
 */
@NullMarked
package io.voxguard.store.messaging;

import org.jspecify.annotations.NullMarked;

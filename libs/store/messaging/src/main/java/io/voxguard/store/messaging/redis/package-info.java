/**
 * Streams and subscriptions on a Redis-protocol store: the only importer of Lettuce in this module. In: an address, keys, groups. Out: entries with their fields and
 * counts of deliveries. Every command and script is in the table of commands that DragonflyDB has, {@code docs/store/dragonfly-commands.csv}.
 */
@NullMarked
package io.voxguard.store.messaging.redis;

import org.jspecify.annotations.NullMarked;

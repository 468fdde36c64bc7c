/**
 * Adapter to servers that speak the Redis protocol, by Lettuce. In: the store's address and bounds. Out: a {@link RedisStore} with a facade for
 * each use. {@link Quirk} lists what differs between engines; {@code docs/store/capabilities.md}, the commands that are sent.
 */
@NullMarked
package io.voxguard.store.redis;

import io.voxguard.store.redis.connection.Quirk;
import org.jspecify.annotations.NullMarked;

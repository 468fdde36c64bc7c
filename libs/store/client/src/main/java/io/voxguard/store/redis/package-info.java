/**
 * The one adapter to a Redis-protocol server, and the only importer of Lettuce. In: the store's address and bounds. Out: an {@link io.voxguard.store.OnlineStore}.
 * Commands sent: {@code MGET}, {@code HMGET}, {@code SET … PX}, {@code EVALSHA}, {@code EVAL}, {@code XADD}, those of {@link RedisSharedState}, and Lettuce's handshake (HELLO, AUTH, SELECT, CLIENT SETINFO, PING).
 */
@NullMarked
package io.voxguard.store.redis;

import org.jspecify.annotations.NullMarked;

/**
 * In: the store's address and bounds. Out: connections that are kept open, replaced when they are broken or lead to a replica, and the engine at their other end.
 */
@NullMarked
package io.voxguard.store.redis.connection;

import org.jspecify.annotations.NullMarked;

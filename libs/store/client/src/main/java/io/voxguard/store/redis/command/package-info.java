/** In: commands and the time that their callers have. Out: commands that are sent, bounded in number, and their outcomes by the deadline. */
@NullMarked
package io.voxguard.store.redis.command;

import org.jspecify.annotations.NullMarked;

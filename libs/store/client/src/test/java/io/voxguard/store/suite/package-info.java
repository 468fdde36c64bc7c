/**
 * What a store must do, held against real servers. In: a server's address. Out: which commands the client sent it, and whether
 * {@code docs/store/dragonfly-commands.csv} has them.
 */
@NullMarked
package io.voxguard.store.suite;

import org.jspecify.annotations.NullMarked;

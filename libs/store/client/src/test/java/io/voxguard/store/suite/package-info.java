/**
 * Requirements for a store, tested on real servers. In: a server's address. Out: the commands that the client sent, and whether
 * {@code docs/store/dragonfly-commands.csv} has them.
 */
@NullMarked
package io.voxguard.store.suite;

import org.jspecify.annotations.NullMarked;

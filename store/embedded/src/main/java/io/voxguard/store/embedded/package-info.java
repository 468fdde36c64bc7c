/** In: nothing. Out: a real Redis server on a free loopback port, for development, the demo and tests only. */
@NullMarked
package io.voxguard.store.embedded;

import org.jspecify.annotations.NullMarked;

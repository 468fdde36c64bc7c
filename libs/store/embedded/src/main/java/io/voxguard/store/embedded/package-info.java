/** In: nothing. Out: a real Redis server on a free loopback port, and a wire before it whose faults can be made; for development, the demo and tests only. */
@NullMarked
package io.voxguard.store.embedded;

import org.jspecify.annotations.NullMarked;

/**
 * Store servers for development, the demo and tests only. In: an engine's executable, or none: an embedded Redis. Out: a real server on a free loopback port, and a wire
 * in front of it that can be made to fail.
 */
@NullMarked
package io.voxguard.store.embedded;

import org.jspecify.annotations.NullMarked;

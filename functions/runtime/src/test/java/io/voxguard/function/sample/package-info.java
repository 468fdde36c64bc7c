/** A small function with all bindings: it remembers each caller's last call. docs/functions.md explains it; the tests of this module run it. */
@NullMarked
package io.voxguard.function.sample;

import org.jspecify.annotations.NullMarked;

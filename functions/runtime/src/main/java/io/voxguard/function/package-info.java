/**
 * What event functions share. In: events, whichever transport delivered them. Out: a call of the function's {@link io.voxguard.function.EventHandler}, repeated
 * while it may succeed; events that cannot succeed are kept as dead letters. docs/functions.md says how to write a function.
 */
@NullMarked
package io.voxguard.function;

import org.jspecify.annotations.NullMarked;

/**
 * Detection rules and their format in the store, as {@code docs/wire/rules.md} writes it down. In: rules, or the bytes of a snapshot and its pointer. Out: the canonical
 * bytes, a checked set, or what is wrong with it.
 */
@NullMarked
package io.voxguard.rules;

import org.jspecify.annotations.NullMarked;

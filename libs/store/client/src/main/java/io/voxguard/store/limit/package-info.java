/**
 * Arithmetic of rate limits, by the generic cell rate algorithm. In: windows, a cost, and the state of a bucket as the store returns it. Out: what a cost takes,
 * what is left, and when to ask again, all exact. The format of a bucket is in {@code docs/wire/limits.md}.
 */
@NullMarked
package io.voxguard.store.limit;

import org.jspecify.annotations.NullMarked;

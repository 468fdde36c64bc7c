/** In: entries of a stream of the store. Out: entries that are taken out of it when their events are handled or kept as dead letters. */
@NullMarked
package io.voxguard.function.stream;

import org.jspecify.annotations.NullMarked;

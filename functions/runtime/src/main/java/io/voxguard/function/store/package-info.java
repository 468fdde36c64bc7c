/** In: {@code STORE_URL} and its bounds. Out: the store's client, for the life of the process. */
@NullMarked
package io.voxguard.function.store;

import org.jspecify.annotations.NullMarked;

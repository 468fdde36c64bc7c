/** In: {@code STORE_URL} and its bounds. Out: the online store, for the life of the process. */
@NullMarked
package io.voxguard.api.store;

import org.jspecify.annotations.NullMarked;

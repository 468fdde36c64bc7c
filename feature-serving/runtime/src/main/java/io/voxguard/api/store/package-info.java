/** In: {@code STORE_URL} and its bounds. Out: the store client and its facades, for the life of the process, and a metric that names the engine. */
@NullMarked
package io.voxguard.api.store;

import org.jspecify.annotations.NullMarked;

/** In: the guard that a route names. Out: whether a request may go on to its handler. */
@NullMarked
package io.voxguard.api.http.guard;

import org.jspecify.annotations.NullMarked;

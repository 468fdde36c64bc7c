/** In: paths. Out: the order in which routes are tried. */
@NullMarked
package io.voxguard.api.http.routing;

import org.jspecify.annotations.NullMarked;

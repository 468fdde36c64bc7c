/** In: the handlers of all routes. Out: the list of routes and gRPC methods, registered with the server's router. */
@NullMarked
package io.voxguard.api.http.routes;

import org.jspecify.annotations.NullMarked;

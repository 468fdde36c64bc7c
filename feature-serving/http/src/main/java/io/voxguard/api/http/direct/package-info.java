/** In: the bytes of connections that the server accepts. Out: ordinary requests, answered by their routes; all other bytes go to the server. */
@NullMarked
package io.voxguard.api.http.direct;

import org.jspecify.annotations.NullMarked;

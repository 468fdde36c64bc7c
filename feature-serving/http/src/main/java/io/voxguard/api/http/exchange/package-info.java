/** In: requests as the network brings them. Out: their bodies, whole and decompressed; replies, compressed where the client asks for it, and errors in one shape. */
@NullMarked
package io.voxguard.api.http.exchange;

import org.jspecify.annotations.NullMarked;

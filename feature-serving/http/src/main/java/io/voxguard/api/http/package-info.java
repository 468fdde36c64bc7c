/** In: HTTP requests with JSON, gRPC calls. Out: replies and errors. JSON ends in the packages below this one, and HTTP codes are chosen there only. */
@NullMarked
package io.voxguard.api.http;

import org.jspecify.annotations.NullMarked;

/** In: HTTP requests with JSON. Out: replies and errors. JSON ends here, and HTTP codes are chosen here only; what every route needs is in this package. */
@NullMarked
package io.voxguard.api.http;

import org.jspecify.annotations.NullMarked;

/** In: HTTP requests with JSON. Out: replies and errors. JSON ends here, and HTTP codes are chosen here only. */
@NullMarked
package io.voxguard.service.http;

import org.jspecify.annotations.NullMarked;

/** In: bytes of JSON, values to be written. Out: fields and values with errors that name them; JSON in UTF-8. */
@NullMarked
package io.voxguard.api.http.json;

import org.jspecify.annotations.NullMarked;

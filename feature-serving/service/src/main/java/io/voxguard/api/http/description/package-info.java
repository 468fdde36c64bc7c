/** In: the description of the API, as it was written. Out: its route, in YAML and in JSON. */
@NullMarked
package io.voxguard.api.http.description;

import org.jspecify.annotations.NullMarked;

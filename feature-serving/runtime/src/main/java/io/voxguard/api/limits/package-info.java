/** In: the limits that the configuration declares. Out: the limits, and the service that decides by them. */
@NullMarked
package io.voxguard.api.limits;

import org.jspecify.annotations.NullMarked;

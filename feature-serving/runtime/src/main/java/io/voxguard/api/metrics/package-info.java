/** In: what pipelines and requests tell. Out: Micrometer meters. */
@NullMarked
package io.voxguard.api.metrics;

import org.jspecify.annotations.NullMarked;

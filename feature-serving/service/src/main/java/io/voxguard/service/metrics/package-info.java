/** In: what pipelines and requests tell. Out: Micrometer meters. */
@NullMarked
package io.voxguard.service.metrics;

import org.jspecify.annotations.NullMarked;

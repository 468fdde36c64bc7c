/** The Quarkus application around the road: HTTP, configuration, health and metrics. */
@NullMarked
package io.voxguard.api;

import org.jspecify.annotations.NullMarked;

/** score as a service: HTTP, Kafka and the store's stream, health and metrics. */
@NullMarked
package io.voxguard.score.service;

import org.jspecify.annotations.NullMarked;

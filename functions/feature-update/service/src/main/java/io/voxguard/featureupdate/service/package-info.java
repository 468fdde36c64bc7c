/** feature-update as a service: HTTP, Kafka and the store's stream, health and metrics. */
@NullMarked
package io.voxguard.featureupdate.service;

import org.jspecify.annotations.NullMarked;

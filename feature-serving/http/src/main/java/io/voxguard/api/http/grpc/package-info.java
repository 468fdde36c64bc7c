/** In: calls of {@code inference.GRPCInferenceService}, on the port of everything else. Out: what {@code /v2} answers, as the protocol's messages. */
@NullMarked
package io.voxguard.api.http.grpc;

import org.jspecify.annotations.NullMarked;

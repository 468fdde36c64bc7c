package io.voxguard.fanout.service.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.fanout.delivery.DestinationState;

/** State of a destination, as JSON: counted since this replica began to deliver to it; the lag is of the partitions that it owns. */
@RegisterForReflection(targets = {DestinationReply.class, PropertyNamingStrategies.SnakeCaseStrategy.class})
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record DestinationReply(
        String name,
        String type,
        String circuit,
        long lag,
        int inFlight,
        int held,
        long delivered,
        long replayed,
        long retried,
        long dead,
        long filterFailures,
        String lastFailure) {

    static DestinationReply of(DestinationState state) {
        return new DestinationReply(
                state.name(),
                state.type(),
                state.circuit(),
                state.lag(),
                state.inFlight(),
                state.held(),
                state.delivered(),
                state.replayed(),
                state.retried(),
                state.dead(),
                state.filterFailures(),
                state.lastFailure());
    }
}

package io.voxguard.fanout.service.http;

import io.voxguard.fanout.delivery.DeliveryEngine;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** State of the destinations, as this replica sees them. */
@Path("/v1/destinations")
@Produces(MediaType.APPLICATION_JSON)
public final class DestinationsResource {
    private final DeliveryEngine engine;

    DestinationsResource(DeliveryEngine engine) {
        this.engine = engine;
    }

    /** Lists the destinations. */
    @GET
    public Map<String, List<DestinationReply>> destinations() {
        return Map.of(
                "destinations",
                engine.states().stream().map(DestinationReply::of).toList());
    }
}

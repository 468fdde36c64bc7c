package io.voxguard.rulerefresh.service.http;

import io.smallrye.common.annotation.Blocking;
import io.voxguard.rulerefresh.app.Refreshes;
import io.voxguard.rulerefresh.fleet.EngineStatus;
import io.voxguard.rulerefresh.fleet.Fleet;
import io.voxguard.rulerefresh.fleet.SetStatus;
import io.voxguard.store.StoreUnavailable;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Who runs what. */
@Path("/v1/rules")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
    private final Refreshes refreshes;
    private final Fleet fleet;
    private final Clock clock;

    StatusResource(Refreshes refreshes, Fleet fleet, Clock clock) {
        this.refreshes = refreshes;
        this.fleet = fleet;
        this.clock = clock;
    }

    /** The sets that are looked after, each with its state. */
    @GET
    public Map<String, List<Map<String, String>>> sets() {
        return Map.of(
                "sets",
                refreshes.sets().stream()
                        .map(refreshes::status)
                        .filter(status -> status != null)
                        .map(status -> Map.of(
                                "set", status.set(), "state", status.state().name()))
                        .toList());
    }

    /** How one set and its engines stand: 404 where there is no such set. */
    @GET
    @Blocking
    @Path("{set}/status")
    public Response status(@PathParam("set") String set) {
        SetStatus status = refreshes.status(set);
        if (status == null) {
            return Response.status(404)
                    .entity(ErrorReply.of(404, "set", "one of " + refreshes.sets(), set))
                    .build();
        }
        long now = clock.millis();
        List<EngineStatus> engines = List.of();
        String unknown = "";
        try {
            engines = fleet.engines(set, now);
        } catch (StoreUnavailable e) {
            unknown = "store: " + e.getMessage();
        }
        return Response.ok(StatusReply.of(status, engines, unknown, now)).build();
    }
}

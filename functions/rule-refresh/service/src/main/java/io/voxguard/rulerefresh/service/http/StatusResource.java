package io.voxguard.rulerefresh.service.http;

import io.smallrye.common.annotation.Blocking;
import io.voxguard.function.http.ErrorReply;
import io.voxguard.rulerefresh.fleet.EngineStatus;
import io.voxguard.rulerefresh.fleet.Fleet;
import io.voxguard.rulerefresh.fleet.SetStatus;
import io.voxguard.rulerefresh.function.RuleSetRefresher;
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

/** State of the rule sets, and of the engines that follow them. */
@Path("/v1/rules")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
    private final RuleSetRefresher refresher;
    private final Fleet fleet;
    private final Clock clock;

    StatusResource(RuleSetRefresher refresher, Fleet fleet, Clock clock) {
        this.refresher = refresher;
        this.fleet = fleet;
        this.clock = clock;
    }

    /** Lists the sets, each with its state. */
    @GET
    public Map<String, List<Map<String, String>>> sets() {
        return Map.of(
                "sets",
                refresher.sets().stream()
                        .map(refresher::status)
                        .filter(status -> status != null)
                        .map(status -> Map.of(
                                "set", status.set(), "state", status.state().name()))
                        .toList());
    }

    /** Returns the state of one set and its engines; 404 if there is no such set. */
    @GET
    @Blocking
    @Path("{set}/status")
    public Response status(@PathParam("set") String set) {
        SetStatus status = refresher.status(set);
        if (status == null) {
            return Response.status(404)
                    .entity(ErrorReply.of(404, "set", "one of " + refresher.sets(), set))
                    .build();
        }
        long now = clock.millis();
        List<EngineStatus> engines = List.of();
        String enginesFailure = "";
        try {
            engines = fleet.engines(set, now);
        } catch (StoreUnavailable e) {
            enginesFailure = "store: " + e.getMessage();
        }
        return Response.ok(StatusReply.of(status, engines, enginesFailure, now)).build();
    }
}

package io.voxguard.fanout.service.http;

import io.smallrye.common.annotation.Blocking;
import io.voxguard.fanout.delivery.DeliveryEngine;
import io.voxguard.fanout.delivery.DestinationReplays.Order;
import io.voxguard.fanout.replay.ReplayProgress;
import io.voxguard.problem.Refused;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Orders to replay a range of the log to a destination. */
@Path("/v1/destinations/{name}/replay")
@Produces(MediaType.APPLICATION_JSON)
public final class ReplayResource {
    private final DeliveryEngine engine;
    private final Clock clock;

    ReplayResource(DeliveryEngine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    /** Begins a replay, unless one is running. */
    @POST
    @Blocking
    public Response start(@PathParam("name") String name, @Nullable String body) {
        return Replies.with(name, engine.replays(name), replays -> {
            ReplayOrder order;
            try {
                order = ReplayOrder.read(body, clock.instant());
            } catch (Refused e) {
                return Replies.error(400, e.problem());
            }
            return switch (replays.start(order.from(), order.to(), order.filter())) {
                case Order.Busy busy ->
                    Replies.error(
                            409,
                            "replay",
                            "none that is running",
                            busy.running().id());
                case Order.Accepted accepted -> {
                    String id = accepted.replay().id();
                    yield Response.accepted(ReplayReply.of(
                                    replays.find(id).orElseGet(() -> ReplayProgress.none(accepted.replay()))))
                            .location(URI.create("/v1/destinations/" + name + "/replays/" + id))
                            .build();
                }
            };
        });
    }
}

package io.voxguard.fanout.service.http;

import io.smallrye.common.annotation.Blocking;
import io.voxguard.fanout.delivery.DeliveryEngine;
import io.voxguard.fanout.delivery.DestinationReplays;
import io.voxguard.fanout.replay.ReplayProgress;
import io.voxguard.store.StoreUnavailable;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;

/** Replays to a destination, running and ended. */
@Path("/v1/destinations/{name}/replays")
@Produces(MediaType.APPLICATION_JSON)
public final class ReplaysResource {
    private final DeliveryEngine engine;

    ReplaysResource(DeliveryEngine engine) {
        this.engine = engine;
    }

    /** Lists the replays that are remembered, the latest first. */
    @GET
    @Blocking
    public Response list(@PathParam("name") String name) {
        return Replies.with(name, engine.replays(name), replays -> Response.ok(Map.of(
                        "replays", replays.list().stream().map(ReplayReply::of).toList()))
                .build());
    }

    /** Shows a replay. */
    @GET
    @Blocking
    @Path("{id}")
    public Response show(@PathParam("name") String name, @PathParam("id") String id) {
        return one(name, id, replays -> replays.find(id));
    }

    /** Cancels a replay; one that has ended stays as it is. */
    @DELETE
    @Blocking
    @Path("{id}")
    public Response cancel(@PathParam("name") String name, @PathParam("id") String id) {
        return one(name, id, replays -> replays.cancel(id));
    }

    @FunctionalInterface
    private interface Lookup {
        Optional<ReplayProgress> in(DestinationReplays replays) throws StoreUnavailable;
    }

    private Response one(String name, String id, Lookup lookup) {
        return Replies.with(name, engine.replays(name), replays -> lookup.in(replays)
                .map(progress -> Response.ok(ReplayReply.of(progress)).build())
                .orElseGet(() -> Replies.error(404, "id", "the id of a replay", id)));
    }
}

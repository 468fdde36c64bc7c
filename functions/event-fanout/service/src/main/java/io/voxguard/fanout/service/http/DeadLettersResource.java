package io.voxguard.fanout.service.http;

import io.smallrye.common.annotation.Blocking;
import io.voxguard.fanout.delivery.DeadLetterBox;
import io.voxguard.fanout.delivery.DeliveryEngine;
import io.voxguard.fanout.send.DeliveryResult;
import io.voxguard.store.StoreUnavailable;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dead letters of a destination. */
@Path("/v1/destinations/{name}/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
public final class DeadLettersResource {
    private static final Pattern ID = Pattern.compile("[0-9]{1,19}-[0-9]{1,19}");
    private static final int MAX_LIMIT = 1_000;

    private final DeliveryEngine engine;

    DeadLettersResource(DeliveryEngine engine) {
        this.engine = engine;
    }

    /** Lists dead letters, the oldest first. */
    @GET
    @Blocking
    public Response list(
            @PathParam("name") String name,
            @QueryParam("limit") @DefaultValue("100") String limit,
            @QueryParam("after") @Nullable String after) {
        return inBatch(name, limit, after, (letters, position, count) -> Response.ok(Map.of(
                        "dead_letters",
                        letters.list(position, count).stream()
                                .map(DeadLetterReply::of)
                                .toList()))
                .build());
    }

    /** Shows one dead letter. */
    @GET
    @Blocking
    @Path("{id}")
    public Response show(@PathParam("name") String name, @PathParam("id") String id) {
        return withLetter(name, id, letters -> letters.find(id)
                .map(letter -> Response.ok(DeadLetterReply.of(letter)).build())
                .orElseGet(() -> unknown(id)));
    }

    /** Sends a dead letter's event once more; the letter goes if it is delivered. */
    @POST
    @Blocking
    @Path("{id}/redeliver")
    public Response redeliver(@PathParam("name") String name, @PathParam("id") String id) {
        return withLetter(name, id, letters -> letters.redeliver(id)
                .map(result -> switch (result) {
                    case DeliveryResult.Delivered delivered ->
                        Response.ok(Map.of("result", "delivered")).build();
                    case DeliveryResult.Retry retry -> Replies.error(503, "destination", "a delivery", retry.cause());
                    case DeliveryResult.Rejected rejected ->
                        Replies.error(422, "destination", "a delivery", rejected.cause());
                })
                .orElseGet(() -> unknown(id)));
    }

    /** Sends the events of several dead letters once more, the oldest first; those that are delivered go. Ends early if the destination is not available. */
    @POST
    @Blocking
    @Path("redeliver")
    public Response redeliverBatch(
            @PathParam("name") String name,
            @QueryParam("limit") @DefaultValue("100") String limit,
            @QueryParam("after") @Nullable String after) {
        return inBatch(name, limit, after, (letters, position, count) -> Response.ok(
                        DeadLetterBatchReply.of(letters.redeliver(position, count)))
                .build());
    }

    /** Removes a dead letter. */
    @DELETE
    @Blocking
    @Path("{id}")
    public Response delete(@PathParam("name") String name, @PathParam("id") String id) {
        return withLetter(
                name, id, letters -> letters.delete(id) ? Response.noContent().build() : unknown(id));
    }

    /** Removes several dead letters, the oldest first. Without a limit, as when an id was forgotten, none is removed. */
    @DELETE
    @Blocking
    public Response deleteBatch(
            @PathParam("name") String name,
            @QueryParam("limit") @DefaultValue("nothing") String limit,
            @QueryParam("after") @Nullable String after) {
        return inBatch(name, limit, after, (letters, position, count) -> Response.ok(
                        DeadLetterBatchReply.of(letters.delete(position, count)))
                .build());
    }

    @FunctionalInterface
    private interface BatchUse {
        Response use(DeadLetterBox letters, Optional<String> after, int limit)
                throws StoreUnavailable, InterruptedException;
    }

    private Response inBatch(String name, String limit, @Nullable String after, BatchUse use) {
        if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MAX_LIMIT) {
            return Replies.error(400, "limit", "1 to " + MAX_LIMIT, limit);
        }
        if (after != null && !ID.matcher(after).matches()) {
            return Replies.error(400, "after", "the id of a dead letter", after);
        }
        return Replies.with(
                name,
                engine.deadLetters(name),
                letters -> use.use(letters, Optional.ofNullable(after), Integer.parseInt(limit)));
    }

    private Response withLetter(String name, String id, Replies.Use<DeadLetterBox> use) {
        return Replies.with(
                name, engine.deadLetters(name), letters -> ID.matcher(id).matches() ? use.use(letters) : unknown(id));
    }

    private static Response unknown(String id) {
        return Replies.error(404, "id", "the id of a dead letter", id);
    }
}

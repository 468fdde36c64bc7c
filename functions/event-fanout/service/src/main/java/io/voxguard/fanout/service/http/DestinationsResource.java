package io.voxguard.fanout.service.http;

import io.smallrye.common.annotation.Blocking;
import io.voxguard.fanout.delivery.DeadLetterBox;
import io.voxguard.fanout.delivery.DeliveryEngine;
import io.voxguard.fanout.send.DeliveryResult;
import io.voxguard.function.http.ErrorReply;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** State of the destinations, as this replica sees them, and their dead letters. */
@Path("/v1/destinations")
@Produces(MediaType.APPLICATION_JSON)
public final class DestinationsResource {
    private static final Pattern ID = Pattern.compile("[0-9]{1,19}-[0-9]{1,19}");
    private static final int MAX_LIMIT = 1_000;

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

    /** Lists dead letters, the oldest first. */
    @GET
    @Blocking
    @Path("{name}/dead-letters")
    public Response deadLetters(
            @PathParam("name") String name,
            @QueryParam("limit") @DefaultValue("100") String limit,
            @QueryParam("after") @Nullable String after) {
        if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MAX_LIMIT) {
            return error(400, "limit", "1 to " + MAX_LIMIT, limit);
        }
        if (after != null && !ID.matcher(after).matches()) {
            return error(400, "after", "the id of a dead letter", after);
        }
        return withLetters(name, letters -> Response.ok(Map.of(
                        "dead_letters",
                        letters.list(Optional.ofNullable(after), Integer.parseInt(limit)).stream()
                                .map(DeadLetterReply::of)
                                .toList()))
                .build());
    }

    /** Sends a dead letter's event once more; the letter goes if it is delivered. */
    @POST
    @Blocking
    @Path("{name}/dead-letters/{id}/redeliver")
    public Response redeliver(@PathParam("name") String name, @PathParam("id") String id) {
        return withLetter(name, id, letters -> letters.redeliver(id)
                .map(result -> switch (result) {
                    case DeliveryResult.Delivered delivered ->
                        Response.ok(Map.of("result", "delivered")).build();
                    case DeliveryResult.Retry retry -> error(503, "destination", "a delivery", retry.cause());
                    case DeliveryResult.Rejected rejected -> error(422, "destination", "a delivery", rejected.cause());
                })
                .orElseGet(() -> unknown(id)));
    }

    /** Removes a dead letter. */
    @DELETE
    @Blocking
    @Path("{name}/dead-letters/{id}")
    public Response delete(@PathParam("name") String name, @PathParam("id") String id) {
        return withLetter(
                name, id, letters -> letters.delete(id) ? Response.noContent().build() : unknown(id));
    }

    @FunctionalInterface
    private interface LettersUse {
        Response use(DeadLetterBox letters) throws StoreUnavailable, InterruptedException;
    }

    private Response withLetter(String name, String id, LettersUse use) {
        return ID.matcher(id).matches() ? withLetters(name, use) : unknown(id);
    }

    private Response withLetters(String name, LettersUse use) {
        Optional<DeadLetterBox> letters = engine.deadLetters(name);
        if (letters.isEmpty()) {
            return error(404, "name", "a destination of the document", name);
        }
        try {
            return use.use(letters.get());
        } catch (StoreUnavailable e) {
            return error(503, "store", "an answer", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error(503, "service", "time to answer", "its end");
        }
    }

    private static Response unknown(String id) {
        return error(404, "id", "the id of a dead letter", id);
    }

    private static Response error(int status, String field, String expected, String got) {
        return Response.status(status)
                .entity(ErrorReply.of(status, field, expected, got))
                .build();
    }
}

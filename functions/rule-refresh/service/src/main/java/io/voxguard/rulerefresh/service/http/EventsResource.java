package io.voxguard.rulerefresh.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.smallrye.common.annotation.Blocking;
import io.voxguard.rulerefresh.app.Change.Handled;
import io.voxguard.rulerefresh.app.Intake;
import io.voxguard.rulerefresh.app.Intake.Came;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents over HTTP, in binary, structured and batched mode. 202: done, or nothing that another try would change; 400: it is among the dead letters, and
 * not to be sent again; 503: to be sent again, because database or store did not answer. A batch is answered as the worst of its events that may be sent again; sent again, it
 * finds done what was done, and its dead letters are kept once more.
 */
@Path("/")
public final class EventsResource {
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final int MOST_EVENTS = 1_000;

    private final Intake intake;
    private final ObjectMapper json;
    private final JsonFormat format = new JsonFormat();

    EventsResource(Intake intake, ObjectMapper json) {
        this.intake = intake;
        this.json = json;
    }

    @POST
    @Blocking
    public Response post(@Context HttpHeaders headers, byte[] body) throws InterruptedException, IOException {
        MediaType type = headers.getMediaType();
        if (type == null || !(type.getType() + "/" + type.getSubtype()).equals(BATCH)) {
            return answer(List.of(intake.take(came(body, () -> one(headers, body)))));
        }
        JsonNode batch = array(body);
        if (batch == null) {
            return answer(List.of(intake.unreadable(came(body, () -> one(headers, body)), "no array of events")));
        }
        if (batch.size() > MOST_EVENTS) {
            return refused(413, "events", "at most " + MOST_EVENTS + " in a batch", Integer.toString(batch.size()));
        }
        List<Handled> handled = new ArrayList<>(batch.size());
        for (JsonNode event : batch) {
            byte[] bytes = json.writeValueAsBytes(event);
            Handled one = intake.take(came(bytes, () -> format.deserialize(bytes)));
            handled.add(one);
            if (one instanceof Handled.Later) {
                break; // the rest would wait as long; all of them come again
            }
        }
        return answer(handled);
    }

    private static Came came(byte[] bytes, Supplier<CloudEvent> reader) {
        return new Came(bytes, Optional.empty(), reader);
    }

    private @Nullable JsonNode array(byte[] body) {
        try {
            JsonNode batch = json.readTree(body);
            return batch != null && batch.isArray() ? batch : null;
        } catch (IOException e) {
            return null; // it is no JSON either
        }
    }

    private static CloudEvent one(HttpHeaders headers, byte[] body) {
        return HttpMessageFactory.createReader(
                        header -> headers.getRequestHeaders()
                                .forEach((name, values) -> header.accept(name, values.getFirst())),
                        body)
                .toEvent();
    }

    private static Response answer(List<Handled> handled) {
        for (Handled one : handled) {
            if (one instanceof Handled.Later later) {
                return Response.status(503)
                        .header(HttpHeaders.RETRY_AFTER, 1)
                        .type(MediaType.APPLICATION_JSON)
                        .entity(ErrorReply.of(503, "service", "database and store to answer", later.cause()))
                        .build();
            }
        }
        boolean allDead = !handled.isEmpty() && handled.stream().allMatch(Handled.Dead.class::isInstance);
        if (allDead && handled.getFirst() instanceof Handled.Dead dead) {
            return refused(400, dead.field(), dead.expected(), dead.got());
        }
        return Response.accepted().build();
    }

    private static Response refused(int status, String field, String expected, String got) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(ErrorReply.of(status, field, expected, got))
                .build();
    }
}

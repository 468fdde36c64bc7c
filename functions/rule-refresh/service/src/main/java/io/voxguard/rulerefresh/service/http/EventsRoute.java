package io.voxguard.rulerefresh.service.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.rulerefresh.app.Change.Handled;
import io.voxguard.rulerefresh.app.Intake;
import io.voxguard.rulerefresh.app.Intake.Came;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents over HTTP, in binary, structured and batched mode. 202: done, or nothing that another try would change; 400: it is among the dead letters, and
 * not to be sent again; 503: to be sent again, because database or store did not answer. A batch is answered as the worst of its events that may be sent again; sent again, it
 * finds done what was done, and its dead letters are kept once more. A route of its own rather than a resource: whatever the sender has written into Content-Type, the
 * body is taken as bytes.
 */
@Singleton
final class EventsRoute {
    private static final int MOST_EVENTS = 1_000;
    private static final int MOST_BYTES = 4 << 20;

    private final Intake intake;
    private final ObjectMapper json;

    EventsRoute(Intake intake, ObjectMapper json) {
        this.intake = intake;
        this.json = json;
    }

    void register(@Observes Router router) {
        router.post("/").order(-1).handler(this::receive);
    }

    private void receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        Buffer body = Buffer.buffer();
        request.handler(piece -> {
            if (body.length() <= MOST_BYTES) {
                body.appendBuffer(piece);
            }
        });
        request.exceptionHandler(broken -> request.response().reset()); // of its own stream alone on HTTP/2
        request.endHandler(end -> {
            if (body.length() > MOST_BYTES) {
                refused(413, "body", "at most " + MOST_BYTES + " bytes", "more").send(context.response(), json);
                return;
            }
            MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
            context.vertx()
                    .executeBlocking(() -> handle(headers, body.getBytes()), false)
                    .onSuccess(reply -> reply.send(context.response(), json))
                    .onFailure(context::fail);
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            context.response().writeContinue();
        }
        request.resume();
    }

    private Reply handle(MultiMap headers, byte[] body) throws InterruptedException {
        if (!HttpEvents.isBatch(headers)) {
            return answer(List.of(intake.take(new Came(body, Optional.empty(), () -> HttpEvents.one(headers, body)))));
        }
        JsonNode batch = array(body);
        if (batch == null) {
            Came came = new Came(body, Optional.empty(), () -> null);
            return answer(List.of(intake.unreadable(came, "no array of events")));
        }
        if (batch.size() > MOST_EVENTS) {
            return refused(413, "events", "at most " + MOST_EVENTS + " in a batch", Integer.toString(batch.size()));
        }
        List<Handled> handled = new ArrayList<>(batch.size());
        for (JsonNode event : batch) {
            byte[] bytes = HttpEvents.bytes(event, json);
            Handled one = intake.take(new Came(bytes, Optional.empty(), () -> HttpEvents.structured(bytes)));
            handled.add(one);
            if (one instanceof Handled.Later) {
                break; // the rest would wait as long; all of them come again
            }
        }
        return answer(handled);
    }

    private @Nullable JsonNode array(byte[] body) {
        try {
            JsonNode batch = json.readTree(body);
            return batch != null && batch.isArray() ? batch : null;
        } catch (IOException e) {
            return null; // it is no JSON either
        }
    }

    private static Reply answer(List<Handled> handled) {
        for (Handled one : handled) {
            if (one instanceof Handled.Later later) {
                return refused(503, "service", "database and store to answer", later.cause());
            }
        }
        boolean allDead = !handled.isEmpty() && handled.stream().allMatch(Handled.Dead.class::isInstance);
        if (allDead && handled.getFirst() instanceof Handled.Dead dead) {
            return refused(400, dead.field(), dead.expected(), dead.got());
        }
        return new Reply(202, null);
    }

    private static Reply refused(int status, String field, String expected, String got) {
        return new Reply(status, ErrorReply.of(status, field, expected, got));
    }

    /** @param error none where all is well */
    private record Reply(int status, @Nullable ErrorReply error) {
        void send(io.vertx.core.http.HttpServerResponse response, ObjectMapper json) {
            response.setStatusCode(status);
            if (status == 503) {
                response.putHeader("Retry-After", "1");
            }
            if (error == null) {
                response.end();
                return;
            }
            try {
                response.putHeader("Content-Type", "application/json").end(json.writeValueAsString(error));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a record of texts is JSON", e);
            }
        }
    }
}

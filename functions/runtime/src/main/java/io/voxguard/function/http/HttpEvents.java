package io.voxguard.function.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.function.EventProcessor;
import io.voxguard.function.event.ReceivedEvent;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents over HTTP, in binary, structured and batched mode. 202: handled, or another delivery would change nothing; 200: handled, and the function answers with
 * events, one structured event or a batch; 400: kept as a dead letter, not to be sent
 * again; 503: to be sent again. A batch ends at the first event that must be sent again, and is then sent again as a whole: what was handled is handled once more, and
 * its dead letters are kept once more. The route is one of Vert.x's rather than a REST resource, so that the body is taken as bytes whatever its Content-Type says.
 */
@Singleton
public final class HttpEvents {
    private static final int MAX_EVENTS = 1_000;
    private static final int MAX_BYTES = 4 << 20;

    private final EventProcessor processor;
    private final ObjectMapper json;

    HttpEvents(EventProcessor processor, ObjectMapper json) {
        this.processor = processor;
        this.json = json;
    }

    /** Takes events that are posted to a path. Called by the function while the router is set up, since only functions with an HTTP server have one. */
    public void route(Router router, String path) {
        router.post(path).order(-1).handler(this::receive);
    }

    private void receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        Buffer body = Buffer.buffer();
        request.handler(piece -> {
            if (body.length() <= MAX_BYTES) {
                body.appendBuffer(piece);
            }
        });
        request.exceptionHandler(broken -> request.response().reset()); // on HTTP/2 only this stream
        request.endHandler(end -> {
            if (body.length() > MAX_BYTES) {
                HttpReply.error(413, "body", "at most " + MAX_BYTES + " bytes", "more")
                        .send(context.response(), json);
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

    private HttpReply handle(MultiMap headers, byte[] body) throws InterruptedException {
        if (HttpEventReader.isBatch(headers)) {
            return handleBatch(body);
        }
        return HttpReply.of(processor.process(
                new ReceivedEvent(body, Optional.empty(), () -> HttpEventReader.read(headers, body))));
    }

    private HttpReply handleBatch(byte[] body) throws InterruptedException {
        JsonNode batch = array(body);
        if (batch == null) {
            ReceivedEvent received = ReceivedEvent.structured(body, Optional.empty());
            return HttpReply.of(processor.rejectUnreadable(received, "no array of events"));
        }
        if (batch.size() > MAX_EVENTS) {
            return HttpReply.error(
                    413, "events", "at most " + MAX_EVENTS + " in a batch", Integer.toString(batch.size()));
        }
        List<ReceivedEvent> received = new ArrayList<>(batch.size());
        batch.forEach(event -> received.add(ReceivedEvent.structured(event, Optional.empty())));
        return HttpReply.ofBatch(processor.processAll(received));
    }

    private @Nullable JsonNode array(byte[] body) {
        try {
            JsonNode batch = json.readTree(body);
            return batch != null && batch.isArray() ? batch : null;
        } catch (IOException e) {
            return null; // not even JSON
        }
    }
}

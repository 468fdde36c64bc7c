package io.voxguard.fanout.delivery;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A webhook on loopback that answers as its {@link Answers} say, and remembers what it got. */
public final class WebhookServer implements AutoCloseable {
    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Answers answers;

    /** A request as it came. */
    public record Received(String path, MultiMap headers, Buffer body) {
        /** Returns the header {@code Webhook-Id}. */
        public String id() {
            return String.valueOf(headers.get("Webhook-Id"));
        }
    }

    /** Answers a request, or does not. */
    @FunctionalInterface
    public interface Answers {
        void answer(HttpServerRequest request, Received received);
    }

    public WebhookServer(Vertx vertx, Answers answers) throws Exception {
        this.answers = answers;
        this.server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    Received one = new Received(String.valueOf(request.path()), request.headers(), body);
                    received.add(one);
                    this.answers.answer(request, one);
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    /** Returns answers of one status. */
    public static Answers status(int status) {
        return (request, received) -> request.response().setStatusCode(status).end();
    }

    public void answer(Answers next) {
        answers = next;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    public int port() {
        return server.actualPort();
    }

    public List<Received> received() {
        return received;
    }

    /** Returns the ids of the events that came, in their order. */
    public List<String> ids() {
        return received.stream().map(Received::id).toList();
    }

    @Override
    public void close() {
        server.close();
    }
}

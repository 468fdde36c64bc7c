package io.voxguard.api.http.exchange;

/** Answers a request with its body. */
@FunctionalInterface
public interface BodyHandler {
    /** Called on the request's event loop, or with a large body on a worker thread. What it throws is sent as the reply. */
    void handle(Exchange exchange, byte[] body);

    /** Returns a handler that is called on the event loop however large the body is: for work that needs the loop and little time. */
    static BodyHandler onLoop(BodyHandler handler) {
        return (exchange, body) -> exchange.onLoop(() -> exchange.attempt(() -> handler.handle(exchange, body)));
    }
}

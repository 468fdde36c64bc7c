package io.voxguard.api.http.exchange;

/** Answers a request whose body is not read. */
@FunctionalInterface
public interface Handler {
    /** Called on the request's event loop. What it throws is sent as the reply. */
    void handle(Exchange exchange);
}

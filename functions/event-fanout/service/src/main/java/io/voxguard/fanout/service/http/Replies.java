package io.voxguard.fanout.service.http;

import io.voxguard.function.http.ErrorReply;
import io.voxguard.problem.Problem;
import io.voxguard.store.StoreUnavailable;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Replies that the resources share. */
final class Replies {
    private Replies() {}

    /** Work on something of a destination. */
    @FunctionalInterface
    interface Use<T> {
        Response use(T subject) throws StoreUnavailable, InterruptedException;
    }

    /** Returns the reply of some work; 404 without its subject, 503 if the store does not answer. */
    static <T> Response with(String destination, Optional<T> subject, Use<T> use) {
        if (subject.isEmpty()) {
            return error(404, "name", "a destination of the document", destination);
        }
        try {
            return use.use(subject.get());
        } catch (StoreUnavailable e) {
            return error(503, "store", "an answer", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error(503, "service", "time to answer", "its end");
        }
    }

    static Response error(int status, String field, String expected, String got) {
        return Response.status(status)
                .entity(ErrorReply.of(status, field, expected, got))
                .build();
    }

    static Response error(int status, Problem problem) {
        return error(status, problem.field(), problem.expected(), problem.got());
    }
}

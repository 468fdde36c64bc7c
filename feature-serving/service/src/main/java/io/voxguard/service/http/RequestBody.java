package io.voxguard.service.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Takes in the body of a request, up to a bound. A body that stops coming is ended by the server's idle timeout. */
public final class RequestBody {
    private final int limit;
    private final Consumer<byte[]> whole;
    private final Consumer<BadRequest> refused;
    private Buffer soFar = Buffer.buffer(0);
    private boolean over;

    private RequestBody(int limit, Consumer<byte[]> whole, Consumer<BadRequest> refused) {
        this.limit = limit;
        this.whole = whole;
        this.refused = refused;
    }

    /** Calls exactly one of the two, on the request's own thread; neither when the sender goes away. */
    public static void read(
            HttpServerRequest request, int limit, Consumer<byte[]> whole, Consumer<BadRequest> refused) {
        RequestBody body = new RequestBody(limit, whole, refused);
        request.handler(body::more);
        request.endHandler(end -> body.end());
    }

    private void more(Buffer chunk) {
        if (over) {
            return;
        }
        if (soFar.length() + chunk.length() > limit) {
            over = true;
            soFar = Buffer.buffer(0);
            return;
        }
        soFar = soFar.length() == 0 ? chunk : soFar.appendBuffer(chunk);
    }

    /** Answers once the whole body is in, also a refused one: a sender that is still writing would not see the reply. */
    private void end() {
        if (over) {
            refused.accept(BadRequest.tooLarge("body", "at most " + limit + " bytes", "more"));
        } else {
            whole.accept(soFar.getBytes());
        }
    }
}

package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.voxguard.problem.Refused;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Receives the body of a request, up to a bound; a sender that expects 100-continue gets it, or the refusal at once. A body that stops coming is ended by the server's idle timeout. */
final class RequestBody {
    private static final byte[] NOTHING = {};
    /** Most bytes that an announced length alone reserves: a sender has to send more to get more. */
    private static final int FIRST_ROOM = 256 * 1024;

    private final HttpServerRequest request;
    private final int limit;
    private final Consumer<byte[]> whole;
    private final Consumer<Refused> refused;
    private byte[] bytes = NOTHING;
    private int size;
    private @Nullable Refused problem;

    private RequestBody(
            HttpServerRequest request,
            int limit,
            Consumer<byte[]> whole,
            Consumer<Refused> refused,
            @Nullable Refused problem) {
        this.request = request;
        this.limit = limit;
        this.whole = whole;
        this.refused = refused;
        this.problem = problem;
    }

    /** Calls exactly one of the two, on the request's own thread; neither when the sender goes away. */
    static void read(HttpServerRequest request, int limit, Consumer<byte[]> whole, Consumer<Refused> refused) {
        Refused problem = RequestHead.problem(request, limit);
        if (problem != null && (problem.kind() == Refused.Kind.EXPECTATION_FAILED || RequestHead.waits(request))) {
            RequestHead.closeIfUnread(request);
            refused.accept(problem);
            return;
        }
        if (RequestHead.waits(request)) {
            request.response().writeContinue();
        }
        RequestBody body = new RequestBody(request, limit, whole, refused, problem);
        request.handler(body::more);
        request.endHandler(end -> body.end());
    }

    private void more(Buffer chunk) {
        if (problem != null) {
            return;
        }
        int length = chunk.length();
        if (size + length > limit) {
            problem = Refused.tooLarge("body", "at most " + limit + " bytes", "more");
            bytes = NOTHING;
            return;
        }
        if (size == 0 && length >= RequestHead.announced(request)) {
            bytes = arrayOf(chunk);
        } else {
            if (size + length > bytes.length) {
                bytes = Arrays.copyOf(
                        bytes,
                        Math.max(
                                size + length,
                                size == 0 ? Math.min(RequestHead.announced(request), FIRST_ROOM) : 2 * size));
            }
            chunk.getBytes(bytes, size);
        }
        size += length;
    }

    /** Returns the chunk's own array if the chunk is all of it, as with small bodies; else a copy. */
    @SuppressWarnings("deprecation") // Vert.x has no other way to see what a buffer is made of
    private static byte[] arrayOf(Buffer chunk) {
        ByteBuf memory = chunk.getByteBuf();
        boolean own = memory.hasArray() && memory.arrayOffset() == 0 && memory.array().length == chunk.length();
        return own ? memory.array() : chunk.getBytes();
    }

    /** Answers once the whole body is received, also a refused one: a sender that is still writing would not see the reply. */
    private void end() {
        if (problem != null) {
            refused.accept(problem);
        } else {
            whole.accept(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
        }
    }
}

package io.voxguard.api.http.exchange;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.api.threads.LargeBatches;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorBytes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads, decompresses and writes bodies: small ones on the event loop, on a worker thread those that would hold up the other calls of the loop. */
@Singleton
public final class Bodies {
    private final HttpSettings settings;
    private final LargeBatches workers;

    Bodies(HttpSettings settings, LargeBatches workers) {
        this.settings = settings;
        this.workers = workers;
    }

    /**
     * Receives a body and decompresses it. Calls exactly one of the two, neither when the sender goes away.
     *
     * @param whole is called on the request's event loop, or on a worker thread
     * @param refused is called on the request's event loop
     */
    public void read(HttpServerRequest request, int limit, Consumer<byte[]> whole, Consumer<Refused> refused) {
        RequestBody.read(
                request,
                limit,
                body -> decode(body, ListHeader.of(request, HttpHeaders.CONTENT_ENCODING), limit, whole, refused),
                refused);
    }

    /** Decompresses a body, on the event loop whose thread this is or on a worker. Calls exactly one of the two. */
    public void decode(
            byte[] body, @Nullable String encoding, int limit, Consumer<byte[]> whole, Consumer<Refused> refused) {
        EventExecutor loop = EventLoops.here();
        byte[] small;
        try {
            small = isLarge(body.length)
                    ? null
                    : Compression.decodedWithin(body, encoding, Math.min(limit, settings.inlineBody()));
        } catch (Refused unreadable) {
            refused.accept(unreadable);
            return;
        }
        if (small != null) {
            whole.accept(small);
            return;
        }
        work(
                () -> {
                    byte[] decoded;
                    try {
                        decoded = Compression.decoded(body, encoding, limit);
                    } catch (Refused unreadable) {
                        EventLoops.on(loop, () -> refused.accept(unreadable));
                        return;
                    } catch (OutOfMemoryError full) {
                        Refused tooMuch = new Refused(
                                Refused.Kind.UNAVAILABLE,
                                new Problem("body", "memory to decompress it in", "too little at this moment"));
                        EventLoops.on(loop, () -> refused.accept(tooMuch));
                        return;
                    }
                    whole.accept(decoded);
                },
                refused);
    }

    /** Returns the number of bytes of some tensors. */
    public static long size(List<Tensor> tensors) {
        long size = 0;
        for (Tensor tensor : tensors) {
            size += TensorBytes.size(tensor);
        }
        return size;
    }

    /** Returns true when work on that many bytes is too much for an event loop. */
    boolean isLarge(long bytes) {
        return bytes > settings.inlineBody();
    }

    private void work(Runnable work, Consumer<Refused> full) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            full.accept(new Refused(
                    Refused.Kind.OVERLOADED,
                    new Problem("body", "room for a large body", "too many that wait already")));
        }
    }

    /**
     * Does work on that many bytes: on this thread when they are few or it is a worker, else on a worker.
     *
     * @param full called on this thread when too many wait for a worker
     */
    public void work(long bytes, Runnable work, Consumer<Refused> full) {
        if (isLarge(bytes) && EventLoops.isHere()) {
            work(work, full);
        } else {
            work.run();
        }
    }
}

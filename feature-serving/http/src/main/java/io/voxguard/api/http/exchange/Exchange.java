package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpHeaders;
import io.voxguard.api.metrics.HttpMetrics;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.model.ModelFault;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request and where its reply goes, whichever way it came: by the router, or by its connection's own handler. Made on the request's event loop; replies are
 * sent there, any thread may hand work to it.
 */
public abstract class Exchange {
    private static final Logger LOG = Logger.getLogger(Exchange.class);

    private final RoutePath path;
    private final ErrorForm errors;
    private final HttpMetrics metrics;
    private final EventExecutor loop;
    private final long startNanos;

    protected Exchange(RoutePath path, ErrorForm errors, HttpMetrics metrics, EventExecutor loop, long startNanos) {
        this.startNanos = startNanos;
        this.path = path;
        this.errors = errors;
        this.metrics = metrics;
        this.loop = loop;
    }

    /** A step of a request's work. */
    @FunctionalInterface
    public interface Step {
        void run();
    }

    /** Returns the first line of a header; null if the request lacks it. */
    public abstract @Nullable String header(CharSequence name);

    /** Returns the elements of all lines of a header whose value is a list; null if the request lacks it. */
    public abstract @Nullable String listHeader(CharSequence name);

    /** Returns the request's path with its escapes, dots and empty segments resolved. */
    protected abstract String normalizedPath();

    /** Returns the request's query as it was sent; null if there is no question mark. */
    public abstract @Nullable String query();

    /** Returns true for a client that cannot take a reply in pieces. */
    public abstract boolean needsWholeReply();

    /** Returns true once nobody waits for the reply any more. Any thread may ask. */
    public abstract boolean closed();

    /** Sets a header of the reply, which is not sent yet. */
    public abstract void replyHeader(CharSequence name, CharSequence value);

    /** Sends the reply, and releases its body once it is sent. Bytes before the body's reader index may be written over. On the event loop. */
    protected abstract void send(int status, ByteBuf body);

    /** Begins a reply that is sent in pieces. On the event loop. */
    protected abstract ReplyStream stream(int status);

    /** Returns the request's event loop. */
    public EventExecutor loop() {
        return loop;
    }

    /** Returns the ticker's time when the request's head was received. */
    public long startNanos() {
        return startNanos;
    }

    /** Returns a parameter of the path, decoded; null where the route has no such parameter. */
    public @Nullable String optionalParameter(String name) {
        return path.parameter(normalizedPath(), name);
    }

    /** Returns a parameter of the path, decoded. @throws IllegalArgumentException when the route has no such parameter */
    public String parameter(String name) {
        String value = optionalParameter(name);
        if (value == null) {
            throw new IllegalArgumentException(path + " has no parameter " + name);
        }
        return value;
    }

    /** Does the work on the request's event loop: at once where this is its thread. */
    public void onLoop(Runnable work) {
        EventLoops.on(loop, work);
    }

    /** Runs a step on this thread; what it throws is sent as the reply. */
    public void attempt(Step step) {
        try {
            step.run();
        } catch (Refused refused) {
            onLoop(() -> refuse(refused));
        } catch (RuntimeException | OutOfMemoryError fault) {
            onLoop(() -> fault(fault));
        }
    }

    /** Goes on with the result of some work, or with what it failed with, on the request's event loop. */
    public <T> void whenDone(CompletionStage<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        work.whenComplete((result, fault) -> onLoop(() -> {
            if (fault == null) {
                attempt(() -> done.accept(result));
            } else {
                failed.accept(cause(fault));
            }
        }));
    }

    private static Throwable cause(Throwable fault) {
        return fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    }

    /**
     * Sends JSON in pooled memory, which is released once it is sent; compressed only for a client that takes nothing else. The memory is the reply's alone: bytes before the reader index
     * may be written over.
     */
    public void reply(int status, ByteBuf json) {
        String coding = json.isReadable() && Replies.refusesIdentity(this) ? Replies.coding(this) : null;
        reply(status, Replies.JSON, coding == null ? json : Compression.encoded(json, coding), coding);
    }

    /** Sends a body in pooled memory, which is released once it is sent. Bytes before the reader index may be written over. */
    public void reply(int status, CharSequence contentType, ByteBuf body, @Nullable String coding) {
        counted(status);
        replyHeader(HttpHeaders.CONTENT_TYPE, contentType);
        Replies.coded(this, coding);
        send(status, body);
    }

    /** Sends a status alone. The reply is not counted: that is the caller's affair. */
    public void replyWithoutBody(int status) {
        send(status, Unpooled.EMPTY_BUFFER);
    }

    /** Sends JSON in pieces, the first of which is given. */
    public void replyInPieces(ByteBuf first, PiecewiseReply.Pieces pieces) {
        counted(200);
        replyHeader(HttpHeaders.CONTENT_TYPE, Replies.JSON);
        new PiecewiseReply(stream(200), loop, pieces).send(first);
    }

    /** Counts a reply whose body is sent by the caller. */
    public void counted(int status) {
        metrics.replied(path.template(), status);
    }

    /** Sends a refusal, in the form of the route's errors. */
    public void refuse(Refused refused) {
        int status = RefusedStatus.set(this, refused);
        reply(status, errors.body(status, refused.problem()));
    }

    /** Sends an error of the Open Inference Protocol that is not about a field. */
    public void refuse(int status, String message) {
        reply(status, ErrorBody.ofMessage(message));
    }

    /** Answers what should not happen: a full queue with 429, a runtime that fails with 503, anything else with 500 and a line in the log. */
    public void fault(Throwable fault) {
        Throwable cause = cause(fault);
        if (cause instanceof RejectedExecutionException) {
            refuse(new Refused(
                    Refused.Kind.OVERLOADED,
                    new Problem("calls", "room for a large batch", "too many that wait already")));
            return;
        }
        LOG.errorf(cause, "A request to %s failed", path);
        Refused.Kind kind = cause instanceof ModelFault ? Refused.Kind.UNAVAILABLE : Refused.Kind.FAULT;
        refuse(new Refused(kind, new Problem("service", "an answer", "a fault; it is in the log")));
    }
}

package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.metrics.HttpMetrics;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.time.Ticker;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One request and where its reply goes. Made on the request's event loop; replies are sent there, any thread may hand work to it. */
public final class Exchange {
    private static final Logger LOG = Logger.getLogger(Exchange.class);

    private final RoutingContext http;
    private final RoutePath path;
    private final ErrorForm errors;
    private final HttpMetrics metrics;
    private final EventExecutor loop = EventLoops.here();
    private final long startNanos;

    public Exchange(RoutingContext http, RoutePath path, ErrorForm errors, HttpMetrics metrics, Ticker ticker) {
        this.startNanos = ticker.nanos();
        this.http = http;
        this.path = path;
        this.errors = errors;
        this.metrics = metrics;
    }

    /** A step of a request's work. */
    @FunctionalInterface
    public interface Step {
        void run();
    }

    public HttpServerRequest request() {
        return http.request();
    }

    public HttpServerResponse response() {
        return http.response();
    }

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
        return path.parameter(http.normalizedPath(), name);
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

    /** Sends JSON in pooled memory, which is released once it is sent; compressed only for a client that takes nothing else. */
    public void reply(int status, ByteBuf json) {
        counted(status);
        HttpServerResponse response = http.response();
        String coding =
                json.isReadable() && Replies.refusesIdentity(http.request()) ? Replies.coding(http.request()) : null;
        ByteBuf coded = coding == null ? json : Compression.encoded(json, coding);
        Replies.coded(response, coding);
        Replies.send(coded, buffer -> response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Replies.JSON)
                .end(buffer));
    }

    /** Counts a reply whose body is sent by the caller. */
    public void counted(int status) {
        metrics.replied(path.template(), status);
    }

    /** Sends a refusal, in the form of the route's errors. */
    public void refuse(Refused refused) {
        int status = RefusedStatus.set(http.response(), refused);
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

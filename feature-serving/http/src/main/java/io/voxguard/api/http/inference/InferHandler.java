package io.voxguard.api.http.inference;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpHeaders;
import io.voxguard.api.http.exchange.Compression;
import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.http.exchange.Replies;
import io.voxguard.api.models.InferenceSettings;
import io.voxguard.api.models.Models;
import io.voxguard.api.models.Timeouts;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.routing.BudgetChoice;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** {@code ModelInfer} over HTTP: read, infer, write, on the event loop of the request unless the body is large or the model slow. */
@Singleton
public final class InferHandler {
    private static final CharSequence JSON_LENGTH = HttpHeaders.createOptimized("Inference-Header-Content-Length");
    private static final CharSequence BINARY = HttpHeaders.createOptimized("application/octet-stream");

    private final Models models;
    private final InferenceSettings settings;
    private final Timeouts timeouts;
    private final InferenceRun inference;

    InferHandler(Models models, InferenceSettings settings, Timeouts timeouts, InferenceRun inference) {
        this.models = models;
        this.settings = settings;
        this.timeouts = timeouts;
        this.inference = inference;
    }

    /** Answers a request for inference. */
    public void infer(Exchange exchange, byte[] bytes) {
        NoQuery.check(exchange);
        String model = exchange.parameter("model");
        String version = exchange.optionalParameter("version");
        InferBody body = read(exchange, model, version, bytes);
        exchange.onLoop(() -> {
            BudgetChoice budget = scores -> timeouts.budget(
                            scores,
                            exchange.startNanos(),
                            body.timeoutMicros(),
                            body.request().strict())
                    .until(exchange::closed);
            inference.infer(
                    model, version, body.request(), budget, exchange.loop(), new HttpReply(exchange, model, body));
        });
    }

    private InferBody read(Exchange exchange, String model, @Nullable String version, byte[] body) {
        String header = exchange.header(JSON_LENGTH);
        if (header == null) {
            return InferReader.read(body, body.length);
        }
        int length;
        try {
            length = Integer.parseInt(header.trim());
        } catch (NumberFormatException e) {
            length = -1;
        }
        if (length < 0 || length > body.length) {
            throw Refused.invalid(JSON_LENGTH.toString(), "0 to the " + body.length + " bytes of the body", header);
        }
        return length == 0
                ? RawInput.read(body, models.repository().model(model).orElse(null), version)
                : InferReader.read(body, length);
    }

    private final class HttpReply implements InferenceRun.Reply {
        private final Exchange exchange;
        private final String model;
        private final InferBody body;

        HttpReply(Exchange exchange, String model, InferBody body) {
            this.exchange = exchange;
            this.model = model;
            this.body = body;
        }

        @Override
        public void write(InferRequest request, InferOutcome outcome) {
            exchange.attempt(() -> {
                switch (outcome) {
                    case InferOutcome.Answered answer -> write(answer);
                    case InferOutcome.Invalid invalid -> throw new Refused(Refused.Kind.INVALID, invalid.error());
                    case InferOutcome.Refused refused -> throw refused.why().toRefused(model);
                    case InferOutcome.Unknown unknown -> exchange.onLoop(() -> exchange.refuse(404, unknown.what()));
                    case InferOutcome.NotServing not -> exchange.onLoop(() -> exchange.refuse(503, not.why()));
                    case InferOutcome.OutOfTime late ->
                        throw new Refused(
                                Refused.Kind.TOO_LATE,
                                new Problem("deadline", "a whole answer in time (strict)", late.why()));
                }
            });
        }

        private void write(InferOutcome.Answered answer) {
            InferWriter.Reply reply = InferWriter.write(model, body, answer, answer.classes());
            String coding = coding(exchange, reply.body().readableBytes());
            ByteBuf coded = coding == null ? reply.body() : Compression.encoded(reply.body(), coding);
            exchange.onLoop(() -> send(exchange, reply.jsonLength(), coded, coding));
        }

        @Override
        public void refuse(Refused refused) {
            exchange.onLoop(() -> exchange.refuse(refused));
        }

        @Override
        public void fault(Throwable fault) {
            exchange.onLoop(() -> exchange.fault(fault));
        }
    }

    /** Returns the coding in which a body of so many bytes goes to the client; null: as it is. */
    private @Nullable String coding(Exchange exchange, int bytes) {
        boolean compressed = bytes >= settings.compressFrom() || Replies.refusesIdentity(exchange);
        return compressed ? Replies.coding(exchange) : null;
    }

    /** @param jsonLength bytes of the body that are JSON, before it was compressed; -1: all of them */
    private static void send(Exchange exchange, int jsonLength, ByteBuf body, @Nullable String coding) {
        boolean binary = jsonLength >= 0;
        if (binary) {
            exchange.replyHeader(JSON_LENGTH, Integer.toString(jsonLength));
        }
        exchange.reply(200, binary ? BINARY : Replies.JSON, body, coding);
    }
}

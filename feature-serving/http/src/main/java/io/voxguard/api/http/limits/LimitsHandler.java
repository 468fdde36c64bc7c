package io.voxguard.api.http.limits;

import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.http.exchange.StoreFaults;
import io.voxguard.api.limits.LimitChecksSettings;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.limit.LimitChecks;
import io.voxguard.serving.limit.LimitGroup;
import io.voxguard.serving.limit.LimitRequest;
import io.voxguard.serving.limit.LimitVerdict;
import io.voxguard.serving.limit.RateLimits;
import io.voxguard.store.StoreOutcome;
import io.voxguard.time.Ticker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Answers requests to rate limits. A key that is refused is answered 429, as gateways and clients of the field expect, or 503 where that is only because the store
 * could not be asked; a list of keys is answered 200, since each has a verdict of its own.
 */
@Singleton
public final class LimitsHandler {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final RateLimits limits;
    private final LimitChecks checks;
    private final LimitBodyReader reader;
    private final LimitChecksSettings settings;
    private final Ticker ticker;

    LimitsHandler(
            RateLimits limits,
            LimitChecks checks,
            LimitBodyReader reader,
            LimitChecksSettings settings,
            Ticker ticker) {
        this.limits = limits;
        this.checks = checks;
        this.reader = reader;
        this.settings = settings;
        this.ticker = ticker;
    }

    private interface Decision {
        CompletionStage<List<LimitVerdict>> on(List<LimitRequest> requests, Duration limit);
    }

    /** Takes tokens. */
    public void consume(Exchange exchange, byte[] body) {
        decide(exchange, body, checks::consume, true);
    }

    /** Tells what taking tokens would be answered, with status 200. */
    public void peek(Exchange exchange, byte[] body) {
        decide(exchange, body, checks::peek, false);
    }

    private void decide(Exchange exchange, byte[] body, Decision decision, boolean takes) {
        LimitGroup group = group(exchange);
        LimitBody read = reader.read(body, group, group.parts(), group.maxCost());
        exchange.onLoop(() -> exchange.whenDone(
                decision.on(read.requests(), left(exchange)),
                verdicts -> answer(exchange, read, verdicts, takes),
                exchange::fault));
    }

    private static void answer(Exchange exchange, LimitBody read, List<LimitVerdict> verdicts, boolean takes) {
        if (read.many()) {
            exchange.reply(200, LimitReply.list(verdicts));
            return;
        }
        LimitVerdict verdict = verdicts.getFirst();
        RateLimitHeaders.set(exchange, verdict);
        exchange.reply(status(verdict, takes), LimitReply.single(verdict));
    }

    private static int status(LimitVerdict verdict, boolean takes) {
        if (verdict.allowed() || !takes) {
            return 200;
        }
        return verdict.degraded() ? UNAVAILABLE : TOO_MANY_REQUESTS;
    }

    /** Fills buckets. */
    public void reset(Exchange exchange, byte[] body) {
        LimitGroup group = group(exchange);
        LimitBody read = reader.read(body, group, group.limit().per().parts(), -1);
        exchange.onLoop(() -> exchange.whenDone(
                checks.reset(
                        group,
                        read.requests().stream().map(LimitRequest::subject).toList(),
                        left(exchange)),
                outcome -> {
                    if (outcome != StoreOutcome.DONE) {
                        throw StoreFaults.of(outcome, settings.deadline());
                    }
                    exchange.reply(
                            200,
                            LimitReply.reset(
                                    group.limit().name(), read.requests().size()));
                },
                exchange::fault));
    }

    private Duration left(Exchange exchange) {
        return settings.deadline().minusNanos(ticker.nanos() - exchange.startNanos());
    }

    private LimitGroup group(Exchange exchange) {
        String name = exchange.parameter("limit");
        return limits.find(name)
                .orElseThrow(() -> new Refused(
                        Refused.Kind.NOT_FOUND,
                        new Problem(
                                "limit",
                                limits.names().isEmpty()
                                        ? "a limit that is declared; none is (voxguard.limits)"
                                        : "one of " + limits.names(),
                                '"' + name + '"')));
    }
}

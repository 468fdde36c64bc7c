package io.voxguard.api.http.limits;

import io.vertx.core.http.HttpHeaders;
import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.serving.limit.LimitGroup;
import io.voxguard.serving.limit.LimitVerdict;
import io.voxguard.serving.limit.RateLimit;
import io.voxguard.store.limit.BucketState;
import io.voxguard.store.limit.Window;
import java.time.Duration;

/**
 * Headers of an answer about one key: {@code RateLimit-Policy} and {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers, and {@code Retry-After} with a refusal.
 * A policy is a window, {@code q} its count, {@code w} its period where that is whole seconds, {@code burst} where it is another number than the count.
 */
final class RateLimitHeaders {
    private static final CharSequence POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence LIMIT = HttpHeaders.createOptimized("RateLimit");
    private static final long MS_A_SECOND = 1_000;

    private RateLimitHeaders() {}

    static void set(Exchange exchange, LimitVerdict verdict) {
        exchange.replyHeader(POLICY, policies(verdict.group()));
        if (!verdict.degraded()) {
            exchange.replyHeader(LIMIT, tightest(verdict));
        }
        if (!verdict.allowed()) {
            long waitMs =
                    verdict.degraded() ? MS_A_SECOND : verdict.retryAfterMs().orElse(0);
            if (waitMs > 0) {
                exchange.replyHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds(waitMs)));
            }
        }
    }

    private static String policies(LimitGroup group) {
        StringBuilder text = new StringBuilder();
        for (RateLimit limit : group.members()) {
            for (int i = 0; i < limit.windows().size(); i++) {
                text.append(text.isEmpty() ? "" : ", ");
                policy(text, limit, i);
            }
        }
        return text.toString();
    }

    private static void policy(StringBuilder text, RateLimit limit, int index) {
        Window window = limit.windows().get(index);
        name(text, limit, index).append(";q=").append(window.count());
        Duration period = window.period();
        if (period.toNanosPart() == 0) {
            text.append(";w=").append(period.toSeconds());
        }
        if (window.burst() != window.count()) {
            text.append(";burst=").append(window.burst());
        }
    }

    private static StringBuilder name(StringBuilder text, RateLimit limit, int window) {
        text.append('"').append(limit.name());
        return (limit.windows().size() == 1 ? text : text.append('-').append(window + 1)).append('"');
    }

    /** Returns the window that has fewest tokens left, of the limits that bind if there are any. */
    private static String tightest(LimitVerdict verdict) {
        boolean onlyBinding =
                verdict.buckets().stream().anyMatch(bucket -> bucket.debit().binds());
        StringBuilder text = new StringBuilder();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < verdict.buckets().size(); i++) {
            BucketState bucket = verdict.buckets().get(i);
            for (int w = 0; w < bucket.windows().size() && (bucket.debit().binds() || !onlyBinding); w++) {
                long remaining = bucket.remaining(w);
                if (remaining < least) {
                    least = remaining;
                    text.setLength(0);
                    name(text, verdict.group().members().get(i), w)
                            .append(";r=")
                            .append(remaining)
                            .append(";t=")
                            .append(seconds(bucket.resetAfterMs(w)));
                }
            }
        }
        return text.toString();
    }

    private static long seconds(long ms) {
        return Math.ceilDiv(ms, MS_A_SECOND);
    }
}

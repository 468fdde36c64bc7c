package io.voxguard.fanout.send.webhook;

import io.voxguard.fanout.send.DeliveryResult;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Meaning of a webhook's reply; the table stands in docs/event-fanout.md. */
final class WebhookReply {
    private WebhookReply() {}

    /** @param retryAfter the header; null if absent */
    static DeliveryResult result(int status, @Nullable String retryAfter, InstantSource clock) {
        if (status >= 200 && status < 300) {
            return DeliveryResult.delivered();
        }
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            return new DeliveryResult.Retry(after(retryAfter, clock.instant()), "status " + status);
        }
        String reason = status >= 300 && status < 400 ? ", a redirect, which is not followed" : "";
        return DeliveryResult.rejected("status " + status + reason);
    }

    /** Returns the delay that a Retry-After asks for, in seconds or until a date; zero if it cannot be read. */
    private static Duration after(@Nullable String header, Instant now) {
        if (header == null) {
            return Duration.ZERO;
        }
        String text = header.strip();
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}

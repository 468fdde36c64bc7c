package io.voxguard.calls;

import io.voxguard.problem.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks the fields of an event, one by one, and against each other. */
record CallFieldChecks(CallFields fields, Instant now) {
    /** Times of one event may be rounded differently: that much one of them may be off. */
    private static final Duration ROUNDING = Duration.ofSeconds(1);

    private static final String DURATION = "whole seconds, from 0 to the time from started_at to ended_at";
    private static final String CAUSE = "1 to 64 characters";
    private static final int MAX_CAUSE = 64;

    CallProgress progress(CallEventType type) {
        String callId = required("call_id", CallSyntax::isCallId, CallSyntax.CALL_ID);
        String caller = required("caller", CallSyntax::isCaller, CallSyntax.CALLER);
        String callee = required("callee", CallSyntax::isCallee, CallSyntax.CALLEE);
        String trunk = optional("trunk", CallSyntax::isTrunk, CallSyntax.TRUNK);
        CallerLocation location = location();
        OffsetDateTime startedAt = time("started_at");
        return switch (type) {
            case STARTED -> new CallStarted(callId, caller, callee, trunk, location, startedAt);
            case ANSWERED ->
                new CallAnswered(
                        callId, caller, callee, trunk, location, startedAt, timeAfter(startedAt, "answered_at"));
            case ENDED -> {
                OffsetDateTime endedAt = timeAfter(startedAt, "ended_at");
                String cause = optional("cause", text -> !text.isEmpty() && text.length() <= MAX_CAUSE, CAUSE);
                yield new CallEnded(
                        callId,
                        caller,
                        callee,
                        trunk,
                        location,
                        startedAt,
                        endedAt,
                        duration(startedAt, endedAt),
                        cause);
            }
        };
    }

    private @Nullable CallerLocation location() {
        CallFields location = fields.callerLocation().orElse(null);
        return location == null
                ? null
                : new CallerLocation(
                        location.degrees(CallFields.LATITUDE, CallerLocation.MAX_LATITUDE),
                        location.degrees(CallFields.LONGITUDE, CallerLocation.MAX_LONGITUDE));
    }

    private String required(String name, Predicate<String> isValid, String expected) {
        String text = optional(name, isValid, expected);
        if (text == null) {
            throw Refused.invalid(name, expected, "nothing");
        }
        return text;
    }

    private @Nullable String optional(String name, Predicate<String> isValid, String expected) {
        String text = fields.text(name, expected).orElse(null);
        if (text == null || isValid.test(text)) {
            return text;
        }
        throw Refused.invalid(name, expected, CallFields.shown(text));
    }

    private OffsetDateTime time(String name) {
        String text = required(name, any -> true, CallTimes.EXPECTED);
        OffsetDateTime time = CallTimes.parse(text)
                .orElseThrow(() -> Refused.invalid(name, CallTimes.EXPECTED, CallFields.shown(text)));
        if (!CallTimes.isInRange(time, now)) {
            throw Refused.invalid(name, CallTimes.EXPECTED_RANGE, CallFields.shown(text));
        }
        return time;
    }

    private OffsetDateTime timeAfter(OffsetDateTime startedAt, String name) {
        OffsetDateTime time = time(name);
        if (time.toInstant().isBefore(startedAt.toInstant().minus(ROUNDING))) {
            throw Refused.invalid(name, "a time not before started_at", CallTimes.format(time));
        }
        return time;
    }

    private long duration(OffsetDateTime startedAt, OffsetDateTime endedAt) {
        long seconds = fields.integer("duration_s", DURATION);
        Duration longest = Duration.between(startedAt, endedAt).plus(ROUNDING);
        if (seconds < 0 || seconds > longest.toSeconds()) {
            throw Refused.invalid("duration_s", DURATION, String.valueOf(seconds));
        }
        return seconds;
    }
}

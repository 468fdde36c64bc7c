package io.voxguard.serving.call;

import io.voxguard.calls.CallSyntax;
import io.voxguard.catalogue.call.CallField;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.problem.Problem;
import io.voxguard.store.row.RowEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call as it is read, field by field. Each setter checks its field and returns what is wrong with it, or null. Not thread-safe.
 */
public final class CallDraft {
    private static final long EARLIEST_MS =
            Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
    private static final long DAY_MS = 86_400_000;

    private final FeatureCatalogue catalogue;
    private final long nowMs;
    private @Nullable String callId;
    private @Nullable String caller;
    private @Nullable String callee;
    private @Nullable String trunk;
    private long startedAtMs;
    private int offsetSeconds;
    private Map<String, Float> overrides = Map.of();

    /** @param nowMs start of a call without {@code started_at}, in Unix milliseconds */
    public CallDraft(FeatureCatalogue catalogue, long nowMs) {
        this.catalogue = catalogue;
        this.nowMs = nowMs;
        this.startedAtMs = nowMs;
    }

    /** Begins a new call. */
    public void clear() {
        callId = null;
        caller = null;
        callee = null;
        trunk = null;
        startedAtMs = nowMs;
        offsetSeconds = 0;
        overrides = Map.of();
    }

    /** Reads a field from its text. Returns what is wrong with it, or null. */
    public @Nullable Problem set(CallField field, String text) {
        return switch (field) {
            case CALLER -> caller(text);
            case CALLEE -> callee(text);
            case TRUNK -> trunk(text);
            case CALL_ID -> callId(text);
            case STARTED_AT -> startedAt(text);
        };
    }

    @Nullable
    Problem callId(String text) {
        callId = text;
        return CallSyntax.isCallId(text) ? null : problem(CallField.CALL_ID, CallSyntax.CALL_ID, quoted(text));
    }

    public @Nullable Problem caller(String text) {
        caller = text;
        return CallSyntax.isCaller(text) ? null : problem(CallField.CALLER, CallSyntax.CALLER, quoted(text));
    }

    public @Nullable Problem callee(String text) {
        callee = text;
        return CallSyntax.isCallee(text) ? null : problem(CallField.CALLEE, CallSyntax.CALLEE, quoted(text));
    }

    @Nullable
    Problem trunk(String text) {
        trunk = text;
        return CallSyntax.isTrunk(text) ? null : problem(CallField.TRUNK, CallSyntax.TRUNK, quoted(text));
    }

    /** Takes RFC 3339 with an offset, from the year 2000 to a day from now. */
    @Nullable
    Problem startedAt(String text) {
        StartTime time;
        try {
            time = StartTime.parse(text);
        } catch (DateTimeException e) {
            return problem(CallField.STARTED_AT, "RFC 3339 with an offset, as 2026-03-02T08:15:30Z", quoted(text));
        }
        // compared in seconds first: a year of nine digits has no milliseconds in 64 bits
        long seconds = time.seconds();
        if (seconds < EARLIEST_MS / 1000 || seconds > (nowMs + DAY_MS) / 1000) {
            return problem(CallField.STARTED_AT, "a time from 2000-01-01 to a day from now", quoted(text));
        }
        startedAtMs = time.millis();
        offsetSeconds = time.offsetSeconds();
        return null;
    }

    /**
     * A feature given with the call: one of the request by its name, or any by {@code view:feature}.
     *
     * @param value NaN for null
     */
    public @Nullable Problem override(String name, double value) {
        FeatureRef ref = FeatureRef.ofRequestOrView(name);
        Feature feature = catalogue.find(ref).orElse(null);
        if (feature == null) {
            return new Problem(
                    "context." + name, "the name of a feature, as hour or caller_velocity:calls_1m", "an unknown one");
        }
        Problem wrong = outOfType(feature, name, value);
        if (wrong == null) {
            if (overrides.isEmpty()) {
                overrides = new HashMap<>();
            }
            overrides.put(ref.toString(), (float) value);
        }
        return wrong;
    }

    /** Returns the problem of a required field that is missing after all have been read; null if none is: then {@link #call()} returns the call. */
    public @Nullable Problem missing() {
        if (caller == null) {
            return problem(CallField.CALLER, CallSyntax.CALLER, "nothing");
        }
        return callee == null ? problem(CallField.CALLEE, CallSyntax.CALLEE, "nothing") : null;
    }

    /** Returns the sender's name for the call if it has been read: an error about the call carries it too. */
    public @Nullable String callIdSoFar() {
        return callId;
    }

    /** @throws IllegalStateException when a field is missing */
    public Call call() {
        if (caller == null || callee == null) {
            throw new IllegalStateException("caller and callee must have been read");
        }
        return new Call(callId, caller, callee, trunk, startedAtMs, offsetSeconds, overrides);
    }

    private static @Nullable Problem outOfType(Feature feature, String name, double value) {
        if (Double.isNaN(value)) {
            return null;
        }
        if (Float.isInfinite((float) value)) {
            return new Problem("context." + name, "a number that fits 4 bytes", String.valueOf(value));
        }
        if (feature.type() == ValueType.INT64 && value != Math.rint(value)) {
            return new Problem("context." + name, "an integer", String.valueOf(value));
        }
        if (feature.type() == ValueType.INT32
                && (value != Math.rint(value) || Math.abs(value) > RowEncoder.MAX_EXACT_INT)) {
            return new Problem(
                    "context." + name,
                    "an integer up to " + RowEncoder.MAX_EXACT_INT + ", either sign",
                    String.valueOf(value));
        }
        if (feature.type() == ValueType.BOOL && value != 0 && value != 1) {
            return new Problem("context." + name, "true, false, 1 or 0", String.valueOf(value));
        }
        return null;
    }

    private static Problem problem(CallField field, String expected, String got) {
        return new Problem(field.label(), expected, got);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}

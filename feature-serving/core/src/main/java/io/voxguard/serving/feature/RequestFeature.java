package io.voxguard.serving.feature;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.number.PhoneNumber;
import io.voxguard.serving.call.Call;
import io.voxguard.store.CallsInProgress.Kind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The features that are computed from the call itself, {@code docs/features.md} says how; and those that count the calls in progress of its parties,
 * {@code docs/calls.md}.
 */
public enum RequestFeature implements RequestValue {
    HOUR,
    WEEKDAY,
    NIGHT,
    INTERNATIONAL,
    CALLEE_CATEGORY,
    CALLER_CATEGORY,
    CALLEE_LENGTH,
    SAME_PREFIX_DIGITS,
    CALLER_VALID,
    CALLER_ACTIVE_CALLS(Kind.CALLER),
    TRUNK_ACTIVE_CALLS(Kind.TRUNK);

    /** First hour of the day, in local time, that is no longer night. */
    public static final int NIGHT_ENDS = 6;

    private static final long DAY_S = 86_400;
    /** 1970-01-01 was a Thursday. */
    private static final long EPOCH_WEEKDAY = 4;

    private final @Nullable Kind counted;

    RequestFeature() {
        counted = null;
    }

    RequestFeature(Kind counted) {
        this.counted = counted;
    }

    @Override
    public @Nullable Kind counted() {
        return counted;
    }

    @Override
    public boolean isAsked() {
        return counted != null;
    }

    /** Returns the value for a call; NaN if its parties' calls have not been counted, or it has no such party. */
    @Override
    public float of(Call call, NumberRanges ranges, FeatureRows rows, int row) {
        return counted == null ? of(call, ranges) : rows.activeCalls(row, counted);
    }

    /** Returns the value that is computed from a call; NaN for a feature that is not. */
    public float of(Call call, NumberRanges ranges) {
        return switch (this) {
            case HOUR -> hour(call);
            case WEEKDAY -> weekday(call);
            case NIGHT -> flag(hour(call) < NIGHT_ENDS);
            case INTERNATIONAL -> flag(PhoneNumber.acrossBorders(call.caller(), call.callee()));
            case CALLEE_CATEGORY -> ranges.of(call.callee()).ordinal();
            case CALLER_CATEGORY -> ranges.of(call.caller()).ordinal();
            case CALLEE_LENGTH -> PhoneNumber.digits(call.callee());
            case SAME_PREFIX_DIGITS -> PhoneNumber.commonDigits(call.caller(), call.callee());
            case CALLER_VALID -> flag(PhoneNumber.isPlausible(call.caller()));
            case CALLER_ACTIVE_CALLS, TRUNK_ACTIVE_CALLS -> Float.NaN;
        };
    }

    /** Returns the feature of that name. */
    static RequestFeature named(String name) {
        for (RequestFeature feature : values()) {
            if (feature.name().toLowerCase(Locale.ROOT).equals(name)) {
                return feature;
            }
        }
        throw new InvalidDocument("request:" + name + ": expected one of " + List.of(values()));
    }

    private static int hour(Call call) {
        return (int) (Math.floorMod(localSeconds(call), DAY_S) / 3600);
    }

    private static int weekday(Call call) {
        return (int) Math.floorMod(Math.floorDiv(localSeconds(call), DAY_S) + EPOCH_WEEKDAY - 1, 7) + 1;
    }

    private static long localSeconds(Call call) {
        return Math.floorDiv(call.startedAtMs(), 1000) + call.offsetSeconds();
    }

    private static float flag(boolean set) {
        return set ? 1 : 0;
    }
}

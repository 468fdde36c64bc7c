package io.voxguard.serving.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verdicts of limits on the calls of a request. Immutable. */
public final class CallVerdicts {
    /** Verdicts of a request that no limits are asked about. */
    public static final CallVerdicts NONE = new CallVerdicts(List.of(), new int[0]);

    private final List<LimitVerdict> verdicts;
    private final int[] verdictOf;

    /** @param verdictOf for each call the index of its verdict; negative where no limit was asked about it */
    CallVerdicts(List<LimitVerdict> verdicts, int[] verdictOf) {
        this.verdicts = verdicts;
        this.verdictOf = verdictOf;
    }

    /** Returns the verdict on a call; null where no limit was asked about it. */
    public @Nullable LimitVerdict of(int call) {
        return verdicts.isEmpty() || verdictOf[call] < 0 ? null : verdicts.get(verdictOf[call]);
    }

    /** Returns whether the store has decided none or not all of what it was asked. */
    public boolean anyDegraded() {
        for (int i = 0; i < verdicts.size(); i++) {
            if (verdicts.get(i).degraded()) {
                return true;
            }
        }
        return false;
    }
}

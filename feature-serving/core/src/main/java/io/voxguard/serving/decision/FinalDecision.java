package io.voxguard.serving.decision;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A decision and its basis. The instances that the factories return are shared, except by limits: making one allocates nothing.
 *
 * @param policy reason of the policy; null unless {@code by} is {@link DecidedBy#POLICY}
 * @param limit name of the limit; null unless {@code by} is {@link DecidedBy#LIMIT}
 */
public record FinalDecision(
        Decision decision,
        DecidedBy by,
        @Nullable PolicyReason policy,
        @Nullable String limit) {
    private static final FinalDecision[] BY_MODEL = each(DecidedBy.MODEL, null);
    private static final FinalDecision[] BY_RULES = each(DecidedBy.RULES, null);
    private static final FinalDecision[][] BY_POLICY = Arrays.stream(PolicyReason.values())
            .map(reason -> each(DecidedBy.POLICY, reason))
            .toArray(FinalDecision[][]::new);

    public FinalDecision(Decision decision, DecidedBy by, @Nullable PolicyReason policy) {
        this(decision, by, policy, null);
    }

    private static FinalDecision[] each(DecidedBy by, @Nullable PolicyReason policy) {
        return Arrays.stream(Decision.values())
                .map(decision -> new FinalDecision(decision, by, policy))
                .toArray(FinalDecision[]::new);
    }

    static FinalDecision byModel(Decision decision) {
        return BY_MODEL[decision.ordinal()];
    }

    static FinalDecision byRules(Decision decision) {
        return BY_RULES[decision.ordinal()];
    }

    /** Returns the decision on a call that a limit has no room for; a new instance. */
    public static FinalDecision byLimit(String limit) {
        return new FinalDecision(Decision.BLOCK, DecidedBy.LIMIT, null, limit);
    }

    static FinalDecision byPolicy(Decision decision, PolicyReason why) {
        return BY_POLICY[why.ordinal()][decision.ordinal()];
    }
}

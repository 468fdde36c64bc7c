package io.voxguard.rules;

import java.util.Comparator;

/**
 * A detection rule.
 *
 * @param id once in its set
 * @param condition CEL over the fields of a call and its features
 * @param priority higher is evaluated earlier
 * @param validity when it holds
 */
public record Rule(
        String id,
        String name,
        String owner,
        String typology,
        String condition,
        RuleAction action,
        int priority,
        Validity validity) {
    /** The order of evaluation. */
    public static final Comparator<Rule> ORDER =
            Comparator.comparingInt(Rule::priority).reversed().thenComparing(Rule::id);

    /**
     * From when and until when, in Unix milliseconds.
     *
     * @param fromMs the first millisecond; {@link Long#MIN_VALUE}: no beginning
     * @param toMs the first millisecond after; {@link Long#MAX_VALUE}: no end
     */
    public record Validity(long fromMs, long toMs) {
        public static final Validity ALWAYS = new Validity(Long.MIN_VALUE, Long.MAX_VALUE);

        public boolean holds(long nowMs) {
            return fromMs <= nowMs && nowMs < toMs;
        }

        boolean begins() {
            return fromMs != Long.MIN_VALUE;
        }

        boolean ends() {
            return toMs != Long.MAX_VALUE;
        }
    }
}

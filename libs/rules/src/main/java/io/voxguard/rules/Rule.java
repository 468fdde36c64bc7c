package io.voxguard.rules;

import java.util.Comparator;

/**
 * A detection rule.
 *
 * @param id unique in its set
 * @param condition CEL over the fields of a call and its features
 * @param priority higher is evaluated earlier
 * @param validity period in which the rule applies
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
    /** Order of evaluation: by falling priority, then by id. */
    public static final Comparator<Rule> ORDER =
            Comparator.comparingInt(Rule::priority).reversed().thenComparing(Rule::id);

    /**
     * Period of validity, in Unix milliseconds.
     *
     * @param fromMs first millisecond; {@link Long#MIN_VALUE}: no start
     * @param toMs first millisecond after the period; {@link Long#MAX_VALUE}: no end
     */
    public record Validity(long fromMs, long toMs) {
        public static final Validity ALWAYS = new Validity(Long.MIN_VALUE, Long.MAX_VALUE);

        public boolean contains(long nowMs) {
            return fromMs <= nowMs && nowMs < toMs;
        }

        boolean hasStart() {
            return fromMs != Long.MIN_VALUE;
        }

        boolean hasEnd() {
            return toMs != Long.MAX_VALUE;
        }
    }
}

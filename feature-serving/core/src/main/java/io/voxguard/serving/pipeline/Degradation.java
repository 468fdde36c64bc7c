package io.voxguard.serving.pipeline;

/**
 * Why an answer is less than whole.
 *
 * @param view whose defaults were used; {@code deadline} when the whole answer is late; {@code request} when nobody waits for it; {@code rules:} and a set's
 *     name when there are no rules, or old ones; {@code limit:} and a limit's name when the store did not decide it
 * @param reason as {@code timed_out}, {@code unavailable}, {@code unreadable}, {@code late}, {@code abandoned}, {@code not_loaded}, {@code stale}
 */
public record Degradation(String view, String reason) {
    static final Degradation LATE = new Degradation("deadline", "late");
    static final Degradation ABANDONED = new Degradation("request", "abandoned");
}

package io.voxguard.serving.pipeline;

/**
 * Why an answer is less than whole.
 *
 * @param view whose defaults were used; {@code deadline} when the whole answer is late; {@code request} when nobody waits for it
 * @param reason as {@code timed_out}, {@code unavailable}, {@code unreadable}, {@code late}, {@code abandoned}
 */
public record Degradation(String view, String reason) {
    static final Degradation LATE = new Degradation("deadline", "late");
    static final Degradation ABANDONED = new Degradation("request", "abandoned");
}

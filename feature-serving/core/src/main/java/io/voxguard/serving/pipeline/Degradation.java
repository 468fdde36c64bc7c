package io.voxguard.serving.pipeline;

/**
 * Why an answer is less than whole.
 *
 * @param view whose defaults were used; {@code deadline} when the whole answer is late
 * @param reason as {@code timed_out}, {@code unavailable}, {@code unreadable}, {@code late}
 */
public record Degradation(String view, String reason) {
    static final Degradation LATE = new Degradation("deadline", "late");
}

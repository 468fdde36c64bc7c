package io.voxguard.serving.pipeline;

/** Duration of each stage of a request, in nanoseconds. {@code parse} is what passed before the pipeline: reading the request. */
public record StageTimes(long parse, long store, long vector, long model, long decision) {
    /** No time in any stage. */
    public static final StageTimes ZERO = new StageTimes(0, 0, 0, 0, 0);

    /** Of two parts of a request: the longer reading, everything else of both. */
    public StageTimes and(StageTimes other) {
        return new StageTimes(
                Math.max(parse, other.parse),
                Math.max(store, other.store),
                vector + other.vector,
                model + other.model,
                decision + other.decision);
    }

    public long total() {
        return parse + store + vector + model + decision;
    }
}

package io.voxguard.serving.pipeline;

/** How long each stage of a request took, in nanoseconds. {@code parse} is what passed before the pipeline: reading the request. */
public record StageTimes(long parse, long store, long vector, long model, long decision) {
    public long total() {
        return parse + store + vector + model + decision;
    }
}

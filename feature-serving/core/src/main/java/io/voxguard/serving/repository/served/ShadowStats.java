package io.voxguard.serving.repository.served;

import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Differences between a shadow's answers and those that were given. Thread-safe. */
public final class ShadowStats {
    private final LongAdder compared = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder decisionsDiffer = new LongAdder();
    private final DoubleAccumulator furthest = new DoubleAccumulator(Math::max, 0);

    public void compared(double difference, boolean decisionDiffers) {
        compared.increment();
        furthest.accumulate(difference);
        if (decisionDiffers) {
            decisionsDiffer.increment();
        }
    }

    public void dropped() {
        dropped.increment();
    }

    /** Returns the number of answers that were compared: calls of a scoring model, requests of a plain one. */
    public long compared() {
        return compared.sum();
    }

    /** Returns the number of requests that were not compared: the shadow was busy, or failed. */
    public long notCompared() {
        return dropped.sum();
    }

    /** Returns the largest difference of a score, or of a number in an output. */
    public double maxDifference() {
        return furthest.get();
    }

    public long decisionsDiffer() {
        return decisionsDiffer.sum();
    }
}

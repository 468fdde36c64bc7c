package io.voxguard.demo.features;

import io.voxguard.calls.CallProgress;
import java.util.List;

/** Takes events of calls in; their features are in the store when it returns. */
@FunctionalInterface
public interface FeatureSink {
    void count(List<CallProgress> events);
}

package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.redis.GroupState;

/** Latest state of the group, as gauges and for health. Thread-safe. */
final class GroupGauges {
    private static final long UNKNOWN = -1;
    private volatile long pending = UNKNOWN;
    private volatile long lag = UNKNOWN;

    GroupGauges(ChannelMetrics metrics, Deliveries deliveries) {
        metrics.gauge("pending", this, gauges -> gauges.pending);
        metrics.gauge("lag", this, gauges -> gauges.lag);
        metrics.gauge("inflight", deliveries, Deliveries::size);
    }

    void set(GroupState state) {
        pending = state.pending();
        lag = state.lag().orElse(UNKNOWN);
    }

    /** Returns both in words; what the engine does not count is left out. */
    String describe() {
        return (pending < 0 ? "" : "pending " + pending) + (lag < 0 ? "" : ", lag " + lag);
    }
}

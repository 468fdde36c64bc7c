package io.voxguard.catalogue.registry;

import org.jspecify.annotations.Nullable;

/** Where the two kinds of views have the same things in their specs. */
enum ViewSpec {
    FEATURE_VIEW("feature_view", 4, 12, 6, 7, 9, 20),
    STREAM_VIEW("stream_feature_view", 4, 5, 9, 10, 11, 23);

    final String kind;
    final int features;
    final int entityColumns;
    final int ttl;
    final int batchSource;
    final int streamSource;
    final int disabled;

    ViewSpec(String kind, int features, int entityColumns, int ttl, int batchSource, int streamSource, int disabled) {
        this.kind = kind;
        this.features = features;
        this.entityColumns = entityColumns;
        this.ttl = ttl;
        this.batchSource = batchSource;
        this.streamSource = streamSource;
        this.disabled = disabled;
    }

    static @Nullable ViewSpec named(String kind) {
        for (ViewSpec spec : values()) {
            if (spec.kind.equals(kind)) {
                return spec;
            }
        }
        return null;
    }
}

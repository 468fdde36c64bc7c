package io.voxguard.catalogue.view;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A group of features of one kind of entity that are computed, stored and expire together. Its features only ever grow at the end.
 *
 * @param joinKeys what names an entity; none for features that hold for everybody
 * @param ttl how long after its event time a row still tells something; zero: for ever
 */
public record FeatureView(
        String name, List<JoinKey> joinKeys, Duration ttl, List<Feature> features, Layout layout, Writing writing) {
    private static final Duration KEPT_BEYOND_TTL = Duration.ofHours(1);

    public FeatureView {
        joinKeys = List.copyOf(joinKeys);
        features = List.copyOf(features);
    }

    /** The position of a feature in the view; -1 where the view has none of that name. */
    public int indexOf(String feature) {
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().equals(feature)) {
                return i;
            }
        }
        return -1;
    }

    /** The party of a call that the view is about; empty where it is about none, or about several. */
    public Optional<EntityKind> party() {
        return joinKeys.size() == 1 ? Optional.ofNullable(joinKeys.get(0).party()) : Optional.empty();
    }

    /** Returns whether the view can be looked up for a call: every join key names one of the call's parties. */
    public boolean keyedByCall() {
        return joinKeys.stream().allMatch(key -> key.party() != null);
    }

    /** The schema of its rows. @throws IllegalStateException when it is not packed */
    public Layout.Packed packed() {
        if (layout instanceof Layout.Packed packed) {
            return packed;
        }
        throw new IllegalStateException(name + " is not packed");
    }

    /** Written out: views are looked for in lists when a model is loaded, and executables interpret the equals that a record is given. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof FeatureView view
                        && name.equals(view.name)
                        && joinKeys.equals(view.joinKeys)
                        && ttl.equals(view.ttl)
                        && features.equals(view.features)
                        && layout.equals(view.layout)
                        && writing.equals(view.writing);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Returns how long a packed row is kept in the store: longer than the TTL, so that a stale row can be told from a missing one. */
    public Duration rowLifetime() {
        return ttl.plus(KEPT_BEYOND_TTL);
    }

    /** Whether a row of that age still tells something. */
    public boolean covers(long eventTimeMs, long nowMs) {
        return ttl.isZero() || eventTimeMs >= nowMs - ttl.toMillis();
    }
}

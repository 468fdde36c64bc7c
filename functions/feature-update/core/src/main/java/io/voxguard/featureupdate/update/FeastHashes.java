package io.voxguard.featureupdate.update;

import io.voxguard.catalogue.feast.FeastKey;
import io.voxguard.catalogue.feast.FeastValues;
import io.voxguard.catalogue.view.FeastFields;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.featureupdate.window.ComputedRow;
import io.voxguard.store.HashWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes writes into Feast's hashes of the rows of one view. Immutable and thread-safe. */
final class FeastHashes {
    private static final int MS_PER_S = 1000;
    private static final int NS_PER_MS = 1_000_000;

    private final FeastKey key;
    private final byte[] timeField;
    private final List<byte[]> fields;
    private final Duration ttl;

    /** @param ttl of the hash of an entity, as Feast's {@code key_ttl_seconds}; zero: it does not expire */
    FeastHashes(FeatureView view, Layout.FeastHash layout, Duration ttl) {
        this.key = new FeastKey(view.joinKeys(), layout);
        this.timeField = FeastFields.eventTime(layout.storedName());
        this.fields = view.features().stream()
                .map(feature -> FeastFields.feature(layout.storedName(), feature.name()))
                .toList();
        this.ttl = ttl;
    }

    HashWrite write(String entity, ComputedRow row) {
        List<byte[]> written = new ArrayList<>(2 * fields.size() + 2);
        List<Feature> features = row.view().features();
        for (int i = 0; i < fields.size(); i++) {
            written.add(fields.get(i));
            written.add(FeastValues.number(features.get(i).type(), row.values()[i]));
        }
        long time = row.eventTimeMs();
        written.add(timeField);
        written.add(FeastValues.timestamp(
                Math.floorDiv(time, MS_PER_S), (int) Math.floorMod(time, (long) MS_PER_S) * NS_PER_MS));
        return new HashWrite(key.of(entity), written, ttl);
    }
}

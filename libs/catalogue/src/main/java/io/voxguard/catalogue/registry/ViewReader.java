package io.voxguard.catalogue.registry;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One {@code feast.core.FeatureView} or {@code StreamFeatureView}. */
final class ViewReader {
    /** The join key of a view without entities: it is not one that requests name. */
    private static final String DUMMY_JOIN_KEY = "__dummy_id";

    private static final int PUSH_SOURCE = 9;
    private static final int PDF_BYTES = 30;
    private static final int IMAGE_BYTES = 31;

    private final ProtoFields spec;
    private final Optional<ProtoFields> meta;
    private final ViewSpec at;
    private final RegistryOptions options;
    private final String project;

    ViewReader(ProtoFields message, ViewSpec at, RegistryOptions options, String project) throws IOException {
        this.spec = message.message(1).orElseThrow(() -> new IOException("a view without spec"));
        this.meta = message.message(2);
        this.at = at;
        this.options = options;
        this.project = project;
    }

    boolean isOfProject() throws IOException {
        return spec.text(2).equals(project);
    }

    String name() throws IOException {
        return spec.text(1);
    }

    /** Why it is not served; null where it is. */
    @Nullable
    String refusal() throws IOException {
        return spec.flag(at.disabled) ? "it is disabled in Feast" : null;
    }

    int currentVersion() throws IOException {
        return meta.isPresent() ? (int) meta.get().number(4) : 0;
    }

    FeatureView view(String name, int version) throws IOException {
        String stored = options.versioning() && version > 0 ? name() + "_v" + version : name();
        return new FeatureView(
                name,
                joinKeys(),
                ttl(),
                features(),
                new Layout.FeastHash(project, stored, options.keySerialization()),
                writing());
    }

    private List<JoinKey> joinKeys() throws IOException {
        List<JoinKey> keys = new ArrayList<>();
        for (ProtoFields column : spec.messages(at.entityColumns)) {
            if (!column.text(1).equals(DUMMY_JOIN_KEY)) {
                ValueType type = type(column);
                if (!type.isKey()) {
                    throw new IOException(name() + ": a join key of type " + type.label() + ", which cannot be a key");
                }
                keys.add(JoinKey.named(column.text(1), type));
            }
        }
        return keys;
    }

    private Duration ttl() throws IOException {
        Optional<ProtoFields> ttl = spec.message(at.ttl);
        return ttl.isPresent()
                ? Duration.ofSeconds(ttl.get().number(1), ttl.get().number(2))
                : Duration.ZERO;
    }

    private List<Feature> features() throws IOException {
        List<Feature> features = new ArrayList<>();
        for (ProtoFields feature : spec.messages(at.features)) {
            features.add(new Feature(feature.text(1), type(feature), "", Float.NaN, feature.text(4)));
        }
        return features;
    }

    private ValueType type(ProtoFields column) throws IOException {
        int number = (int) column.number(2);
        if (number == PDF_BYTES || number == IMAGE_BYTES) {
            return ValueType.BYTES;
        }
        return ValueType.of(number).orElseThrow(() -> new IOException("a column of unknown value type " + number));
    }

    private Writing writing() throws IOException {
        Optional<ProtoFields> stream = spec.message(at.streamSource);
        Optional<ProtoFields> batch = spec.message(at.batchSource);
        Optional<String> push = stream.isPresent() && stream.get().number(1) == PUSH_SOURCE
                ? Optional.of(stream.get().text(20))
                : Optional.empty();
        String timestamp = batch.isPresent() ? batch.get().text(3) : "";
        return new Writing(
                push,
                timestamp.isEmpty() ? Writing.EVENT_TIMESTAMP : timestamp,
                batch.isPresent() ? batch.get().map(2) : Map.of());
    }
}

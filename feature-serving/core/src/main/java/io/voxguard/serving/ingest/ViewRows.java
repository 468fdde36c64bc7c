package io.voxguard.serving.ingest;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeastFields;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.problem.Refused;
import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.serving.entity.KeyValues;
import io.voxguard.serving.entity.StoreKeys;
import io.voxguard.serving.value.EventTime;
import io.voxguard.serving.value.ValueEncoder;
import io.voxguard.store.EventWrite;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the rows of a data frame into writes to one view. */
final class ViewRows {
    private final FeatureView view;
    private final DataFrame frame;
    private final IngestRules rules;
    private final long latestMs;
    /** Names of the fields in Feast's layout, by feature; none for packed rows. */
    private final List<byte[]> fields;

    ViewRows(FeatureView view, DataFrame frame, IngestRules rules, long nowMs) {
        this.view = view;
        this.frame = frame;
        this.rules = rules;
        this.latestMs = nowMs + rules.skew().toMillis();
        this.fields = view.layout() instanceof Layout.FeastHash hash
                ? view.features().stream()
                        .map(feature -> FeastFields.feature(hash.storedName(), feature.name()))
                        .toList()
                : List.of();
    }

    List<EventWrite> writes() {
        StoreKeys keys = StoreKeys.of(view);
        List<EntityColumn> entities = new ArrayList<>();
        for (JoinKey key : view.joinKeys()) {
            entities.add(entities(key));
        }
        List<Object[]> features = new ArrayList<>();
        for (Feature feature : view.features()) {
            features.add(features(feature));
        }
        List<EventWrite> writes = new ArrayList<>(frame.rows());
        String timeColumn = named(view.writing().timestampField());
        List<@Nullable Object> times = column(timeColumn);
        for (int row = 0; row < frame.rows(); row++) {
            byte[] key = keys.of(entities, row);
            if (key == null) {
                throw new IllegalStateException("a checked key is null");
            }
            writes.add(write(key, eventTime(timeColumn, times.get(row), row), features, row));
        }
        return writes;
    }

    private EventTime eventTime(String column, @Nullable Object plain, int row) {
        EventTime time;
        try {
            time = EventTimes.parse(plain, rules.keys() == KeyValues.LIKE_FEAST);
        } catch (Refused e) {
            throw wrong(column, row, e);
        }
        if (time.millis() > latestMs) {
            throw wrong(
                    column,
                    row,
                    Refused.ofValue(
                            "an event time at most " + rules.skew().toSeconds()
                                    + " s from now: one to come would keep out all others until then",
                            plain));
        }
        return time;
    }

    private EventWrite write(byte[] key, EventTime time, List<Object[]> features, int row) {
        return switch (view.layout()) {
            case Layout.Packed packed -> packed(packed, key, time, features, row);
            case Layout.FeastHash hash -> {
                List<byte[]> named = new ArrayList<>(2 * fields.size());
                for (int f = 0; f < fields.size(); f++) {
                    named.add(fields.get(f));
                    named.add((byte[]) features.get(f)[row]);
                }
                yield new EventWrite.OfHash(
                        key,
                        FeastFields.eventTime(hash.storedName()),
                        time.bytes(),
                        time.seconds(),
                        time.nanos(),
                        named,
                        rules.hashTtl());
            }
        };
    }

    private EventWrite packed(Layout.Packed schema, byte[] key, EventTime time, List<Object[]> features, int row) {
        float[] values = new float[features.size()];
        boolean[] nulls = new boolean[values.length];
        for (int f = 0; f < values.length; f++) {
            Object value = features.get(f)[row];
            nulls[f] = value == null;
            values[f] = value == null ? 0 : (Float) value;
        }
        byte[] bytes = RowEncoder.encode(SchemaId.of(schema.id(), schema.version()), time.millis(), values, nulls);
        return new EventWrite.OfRow(key, bytes, time.millis(), view.rowLifetime());
    }

    private EntityColumn entities(JoinKey key) {
        String name = named(key.name());
        List<@Nullable Object> plain = column(name);
        Object[] values = new Object[frame.rows()];
        for (int row = 0; row < values.length; row++) {
            try {
                values[row] = rules.keys().of(key.type(), plain.get(row));
            } catch (Refused e) {
                throw wrong(name, row, e);
            }
        }
        return new EntityColumn(values);
    }

    /** Serialised for Feast's layout, as floats for packed rows; null for null there. */
    private @Nullable Object[] features(Feature feature) {
        String name = named(feature.name());
        List<@Nullable Object> plain = column(name);
        @Nullable Object[] values = new Object[frame.rows()];
        for (int row = 0; row < values.length; row++) {
            try {
                values[row] = view.layout() instanceof Layout.Packed
                        ? packedValue(feature.type(), plain.get(row))
                        : ValueEncoder.encode(feature.type(), plain.get(row));
            } catch (Refused e) {
                throw wrong(name, row, e);
            }
        }
        return values;
    }

    private static @Nullable Float packedValue(ValueType type, @Nullable Object plain) {
        return plain == null ? null : ValueEncoder.packed(type, plain);
    }

    /** The column of that name, or the one that is mapped to it. */
    private String named(String name) {
        String mapped = view.writing().columnOf(name);
        return frame.columns().containsKey(mapped) ? mapped : name;
    }

    private List<@Nullable Object> column(String name) {
        List<@Nullable Object> column = frame.columns().get(name);
        if (column == null) {
            throw Refused.invalid(
                    "df." + name,
                    "a column of view " + view.name(),
                    "none; there are " + frame.columns().keySet());
        }
        return column;
    }

    private static Refused wrong(String column, int row, Refused wrong) {
        return wrong.at("df." + column + "[" + row + "]");
    }
}

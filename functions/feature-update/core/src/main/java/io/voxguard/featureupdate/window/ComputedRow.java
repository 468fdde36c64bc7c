package io.voxguard.featureupdate.window;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;

/**
 * Features of one entity in a view.
 *
 * @param values in the order of the view; not finite for null
 */
@SuppressWarnings("ArrayRecordComponent") // on its way to the store, never compared
public record ComputedRow(FeatureView view, long eventTimeMs, double[] values) {
    /** Returns the packed row. */
    public byte[] packed() {
        float[] packed = new float[values.length];
        boolean[] nulls = new boolean[values.length];
        for (int i = 0; i < packed.length; i++) {
            float value = (float) values[i];
            nulls[i] = !Float.isFinite(value);
            packed[i] = nulls[i] ? 0 : bounded(view.features().get(i), value);
        }
        return RowEncoder.encode(SchemaId.of(view.packed().id(), view.packed().version()), eventTimeMs, packed, nulls);
    }

    /** Returns an integer as far as a row can hold it exactly. */
    private static float bounded(Feature feature, float value) {
        return feature.type() == ValueType.FLOAT32
                ? value
                : Math.max(-RowEncoder.MAX_EXACT_INT, Math.min(RowEncoder.MAX_EXACT_INT, value));
    }
}

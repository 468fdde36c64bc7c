package io.voxguard.serving.vector;

import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.serving.value.EventTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where one input of a model came from.
 *
 * @param value as the model took it
 * @param eventTime when the view's row was true; null where none was read
 */
public record InputProvenance(
        FeatureRef feature,
        float value,
        From from,
        @Nullable EventTime eventTime) {
    /** Where a value can come from. */
    public enum From {
        STORE,
        CACHE,
        /** Computed from the call. */
        CALL,
        /** Given with the call, in its context. */
        CONTEXT,
        DEFAULT;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** As the outside sees it, in lower case. */
        public String label() {
            return label;
        }
    }
}

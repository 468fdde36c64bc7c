package io.voxguard.api.http.features;

import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.api.features.FeastSettings;
import io.voxguard.api.features.Features;
import io.voxguard.api.features.FeaturesSettings;
import io.voxguard.api.http.json.JsonBody;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.problem.Refused;
import io.voxguard.serving.ingest.DataFrame;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of {@code /push} and {@code /write-to-online-store}. Thread-safe. */
@Singleton
final class PushRequestReader {
    private static final List<String> TARGETS = List.of("online", "offline", "online_and_offline");

    private final FeaturesSettings settings;
    private final boolean likeFeast;

    PushRequestReader(FeaturesSettings settings, FeastSettings feast) {
        this.settings = settings;
        this.likeFeast = feast.compatibleStatuses();
    }

    private static final class Draft {
        @Nullable
        String name;

        @Nullable
        Map<String, List<@Nullable Object>> columns;

        String to = "online";
    }

    /** Reads rows for a push source, which may feed several views. */
    PushRequest push(byte[] body, Features.State state) {
        Draft draft = read(body, "push_source_name");
        if (!TARGETS.contains(draft.to)) {
            throw Refused.invalid("to", "online", '"' + draft.to + '"');
        }
        if (!draft.to.equals("online")) {
            throw Refused.invalid("to", "online: there is no offline store here", '"' + draft.to + '"');
        }
        return request(draft, "push_source_name", state.ingest()::viewsOf);
    }

    /** Reads rows for a view. */
    PushRequest write(byte[] body, Features.State state) {
        return request(read(body, "feature_view_name"), "feature_view_name", state.ingest()::view);
    }

    private interface Views {
        List<FeatureView> of(String name);
    }

    private static PushRequest request(Draft draft, String nameField, Views views) {
        if (draft.name == null) {
            throw Refused.invalid(nameField, "a name", "nothing");
        }
        if (draft.columns == null) {
            throw Refused.invalid("df", "an object of lists, one per column", "nothing");
        }
        int rows = draft.columns.isEmpty()
                ? 0
                : draft.columns.values().iterator().next().size();
        return new PushRequest(views.of(draft.name), new DataFrame(draft.columns, rows));
    }

    private Draft read(byte[] body, String nameField) {
        Draft draft = new Draft();
        JsonBody.fields(body, (json, field) -> {
            if (field.equals(nameField)) {
                draft.name = JsonValues.text(json, field, "a name");
            } else if (field.equals("df")) {
                draft.columns = Columns.byName(json, field, settings.maxRows());
            } else if (field.equals("to")) {
                draft.to = JsonValues.text(json, field, "online");
            } else if (field.equals("allow_registry_cache") || field.equals("transform_on_write") || likeFeast) {
                json.skipChildren();
            } else if (json.currentToken() != JsonToken.VALUE_NULL) {
                throw Refused.invalid(field, "one of " + nameField + ", df, to", "an unknown field");
            }
        });
        return draft;
    }
}

package io.voxguard.api.http.features;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.api.features.FeastSettings;
import io.voxguard.api.features.Features;
import io.voxguard.api.features.FeaturesSettings;
import io.voxguard.api.http.json.JsonBody;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.problem.Refused;
import io.voxguard.serving.entity.KeyValues;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Reads the body of {@code /get-online-features}. Thread-safe. */
@Singleton
final class FeaturesRequestReader {
    private static final String FIELDS = "entities, features, feature_service, full_feature_names, include_provenance";

    private final FeaturesSettings settings;
    private final boolean likeFeast;

    FeaturesRequestReader(FeaturesSettings settings, FeastSettings feast) {
        this.settings = settings;
        this.likeFeast = feast.compatibleStatuses();
    }

    FeaturesRequest read(byte[] body, Features.State state) {
        FeaturesRequest.Draft draft = JsonBody.parse(body, this::draft);
        FeaturesRequest request =
                draft.resolve(state.retrieval(), likeFeast ? KeyValues.LIKE_FEAST : KeyValues.STRICT, likeFeast);
        long values =
                (long) request.entities().rows() * request.plan().columns().size();
        if (values > settings.maxValues()) {
            throw Refused.tooLarge(
                    "features",
                    "at most " + settings.maxValues() + " values: entities times features",
                    String.valueOf(values));
        }
        return request;
    }

    private FeaturesRequest.Draft draft(JsonParser json) throws IOException {
        FeaturesRequest.Draft draft = new FeaturesRequest.Draft();
        JsonBody.fields(json, (value, field) -> {
            if (value.currentToken() != JsonToken.VALUE_NULL || field.equals("entities")) {
                field(value, field, draft);
            }
        });
        return draft;
    }

    private void field(JsonParser json, String field, FeaturesRequest.Draft draft) throws IOException {
        switch (field) {
            case "entities" -> {
                draft.entitiesSeen = true;
                draft.columns = Columns.byName(json, field, settings.maxEntities());
            }
            case "features" -> {
                draft.features = Columns.texts(json, field);
                if (draft.features.size() > settings.maxFeatures()) {
                    throw Refused.tooLarge(
                            field,
                            "at most " + settings.maxFeatures() + " features",
                            String.valueOf(draft.features.size()));
                }
            }
            case "feature_service" -> {
                String service = JsonValues.text(json, field, "the name of a feature service");
                draft.service = service.isEmpty() ? null : service;
            }
            case "full_feature_names" -> draft.fullNames = JsonValues.flag(json, field);
            case "include_provenance" -> draft.provenance = JsonValues.flag(json, field);
            case "include_feature_view_version_metadata" -> json.skipChildren();
            default -> {
                if (!likeFeast) {
                    throw Refused.invalid(field, "one of " + FIELDS, "an unknown field");
                }
                json.skipChildren();
            }
        }
    }
}

package io.voxguard.catalogue.call;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.rules.condition.FieldType;
import io.voxguard.rules.condition.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The fields that conditions may name: the call's, and every feature of a call's parties whose name and type CEL has too. */
public final class CatalogueFields {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Names before the dot that mean something else. */
    private static final Set<String> TAKEN = Set.of(CallField.OWNER, FeatureRef.REQUEST);

    private CatalogueFields() {}

    public static Fields of(FeatureCatalogue catalogue) {
        List<Fields.Field> fields = new ArrayList<>(CallField.conditions());
        add(FeatureRef.REQUEST, catalogue.request(), fields);
        catalogue.views().forEach((name, view) -> {
            if (view.keyedByCall() && !TAKEN.contains(name)) {
                add(name, view.features(), fields);
            }
        });
        return new Fields(fields);
    }

    private static void add(String view, List<Feature> features, List<Fields.Field> fields) {
        for (Feature feature : features) {
            if (IDENTIFIER.matcher(view).matches()
                    && IDENTIFIER.matcher(feature.name()).matches()) {
                type(feature.type()).ifPresent(type -> fields.add(new Fields.Field(view + "." + feature.name(), type)));
            }
        }
    }

    private static Optional<FieldType> type(ValueType type) {
        return switch (type) {
            case INT32, INT64 -> Optional.of(FieldType.INT);
            case FLOAT32, FLOAT64 -> Optional.of(FieldType.DOUBLE);
            case BOOL -> Optional.of(FieldType.BOOL);
            case STRING -> Optional.of(FieldType.STRING);
            default -> Optional.empty();
        };
    }
}

package io.voxguard.featureupdate.definition;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.feast.FeastValues;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.featureupdate.definition.EntityDefinitions.ComputedView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Features of a catalogue that follow from call events. Immutable. */
public final class Definitions {
    private final Map<EntityKind, EntityDefinitions> byKind = new EnumMap<>(EntityKind.class);

    private Definitions() {}

    /**
     * Reads the definitions in the views of a catalogue. Views without any are left to others.
     *
     * @throws InvalidDocument if one cannot be read, or a view has definitions of some of its features only
     */
    public static Definitions of(FeatureCatalogue catalogue) {
        Definitions definitions = new Definitions();
        for (EntityKind kind : EntityKind.values()) {
            Map<Aggregate, Slot> needed = new HashMap<>();
            List<ComputedView> views = new ArrayList<>();
            for (FeatureView view : catalogue.views().values()) {
                if (isComputed(view) && kindOf(view) == kind) {
                    views.add(new ComputedView(
                            view,
                            view.features().stream()
                                    .map(feature -> expression(view, feature, needed))
                                    .toList()));
                }
            }
            List<Aggregate> aggregates =
                    needed.keySet().stream().sorted(Aggregate.ORDER).toList();
            needed.forEach((aggregate, slot) -> slot.place(aggregates.indexOf(aggregate)));
            if (!views.isEmpty()) {
                definitions.byKind.put(kind, new EntityDefinitions(kind, aggregates, views));
            }
        }
        return definitions;
    }

    /** Returns the definitions of a kind of entity; empty if no view of it has any. */
    public Optional<EntityDefinitions> of(EntityKind kind) {
        return Optional.ofNullable(byKind.get(kind));
    }

    private static boolean isComputed(FeatureView view) {
        return view.features().stream().anyMatch(feature -> feature.compute() != null);
    }

    private static EntityKind kindOf(FeatureView view) {
        EntityKind kind = view.party()
                .orElseThrow(() -> new InvalidDocument(
                        view.name() + ": entity: expected caller, callee or trunk for a view with compute"));
        ValueType key = view.joinKeys().getFirst().type();
        if (key != ValueType.STRING) {
            throw new InvalidDocument(
                    view.name() + ": join_keys.type: expected string for a view with compute, got " + key.label());
        }
        return kind;
    }

    private static Expression expression(FeatureView view, Feature feature, Map<Aggregate, Slot> needed) {
        String compute = feature.compute();
        if (compute == null) {
            throw new InvalidDocument(view.name() + ":" + feature.name()
                    + ": compute: expected an expression, since other features of the view have one, got nothing");
        }
        if (!FeastValues.NUMBERS.contains(feature.type())) {
            throw new InvalidDocument(view.name() + ":" + feature.name()
                    + ": type: expected int32, int64, float32, float64 or bool for a feature with compute, got "
                    + feature.type().label());
        }
        try {
            return ExpressionReader.read(compute, needed);
        } catch (InvalidExpression e) {
            throw new InvalidDocument(view.name() + ":" + feature.name() + ": compute: " + e.getMessage(), e);
        }
    }
}

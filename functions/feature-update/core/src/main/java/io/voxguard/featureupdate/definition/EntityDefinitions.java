package io.voxguard.featureupdate.definition;

import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.FeatureView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Features of one kind of entity that follow from its events. Immutable.
 *
 * @param aggregates all that the features need, in the order of {@link Aggregate#ORDER}
 */
public record EntityDefinitions(EntityKind kind, List<Aggregate> aggregates, List<ComputedView> views) {
    private static final Duration MARGIN = Duration.ofHours(1);

    public EntityDefinitions {
        aggregates = List.copyOf(aggregates);
        views = List.copyOf(views);
    }

    /** A view, with the expressions of its features in their order. */
    public record ComputedView(FeatureView view, List<Expression> expressions) {
        public ComputedView {
            expressions = List.copyOf(expressions);
        }
    }

    /** Returns how long the store keeps what is remembered of an entity after its last event: longer than its longest window and all its rows. */
    public Duration lifetime() {
        Duration ofRows = views.stream()
                .map(computed -> computed.view().rowLifetime())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        Duration ofWindows = Duration.ofMillis(aggregates.stream()
                        .mapToLong(aggregate -> aggregate.window().lengthMs())
                        .max()
                        .orElse(0))
                .plus(MARGIN);
        return ofRows.compareTo(ofWindows) > 0 ? ofRows : ofWindows;
    }
}

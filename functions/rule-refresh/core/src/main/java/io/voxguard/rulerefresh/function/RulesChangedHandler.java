package io.voxguard.rulerefresh.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.voxguard.function.EventHandler;
import io.voxguard.function.RetryBudget;
import io.voxguard.function.event.CloudEventReader;
import io.voxguard.function.event.Outcome;
import io.voxguard.rulerefresh.publish.RefreshOutcome;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Refreshes the set that an event names, and all sets on a schedule. Thread-safe. */
@Singleton
final class RulesChangedHandler implements EventHandler {
    private static final Logger LOG = Logger.getLogger(RulesChangedHandler.class);

    private final RuleSetRefresher refresher;
    private final ObjectMapper json;

    RulesChangedHandler(RuleSetRefresher refresher, ObjectMapper json) {
        this.refresher = refresher;
        this.json = json;
    }

    @Override
    public Outcome handle(CloudEvent event) {
        if (!event.getType().equals(RulesChanged.TYPE)) {
            return Outcome.rejected("type", RulesChanged.TYPE, event.getType());
        }
        Optional<String> set = set(event);
        if (set.isEmpty()) {
            return Outcome.rejected("data.set", "the name of a set", CloudEventReader.text(event.getData()));
        }
        if (!refresher.accepts(set.get())) {
            return Outcome.rejected("data.set", "a set that is looked after here", set.get());
        }
        return refresh(set.get());
    }

    /** Returns the set: an event carries no rules, so that one refresh serves all events that came before it. */
    @Override
    public Optional<String> workKey(CloudEvent event) {
        return event.getType().equals(RulesChanged.TYPE) ? set(event).filter(refresher::accepts) : Optional.empty();
    }

    /** Refreshes all sets. */
    void refreshAll(RetryBudget budget, Consumer<String> failures) throws InterruptedException {
        RuleSetRefresher.Discovery discovery = refresher.discover();
        discovery.failure().ifPresent(failures);
        for (String set : discovery.sets()) {
            switch (budget.run(() -> refresh(set))) {
                case Outcome.Retry retry -> failures.accept(set + ": " + retry.cause());
                case Outcome.Rejected rejected -> LOG.warn(rejected.cause());
                case Outcome.Done done -> {}
            }
        }
    }

    private Outcome refresh(String set) {
        return switch (refresher.refresh(set)) {
            case RefreshOutcome.Unavailable unavailable -> Outcome.retry(unavailable.cause());
            case RefreshOutcome.UnknownSet unknown ->
                Outcome.rejected("data.set", "a set of the database", unknown.set());
            case RefreshOutcome.Refused refused -> Outcome.done(); // another delivery would not mend the rules
            case RefreshOutcome.Current current -> Outcome.done();
            case RefreshOutcome.Published published -> Outcome.done();
        };
    }

    private Optional<String> set(CloudEvent event) {
        CloudEventData data = event.getData();
        if (data == null) {
            return Optional.empty();
        }
        try {
            JsonNode set = json.readTree(data.toBytes()).path("set");
            return set.isTextual() ? Optional.of(set.textValue()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

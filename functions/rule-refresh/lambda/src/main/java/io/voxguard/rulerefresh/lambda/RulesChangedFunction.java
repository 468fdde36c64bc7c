package io.voxguard.rulerefresh.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.amazon.lambda.runtime.FunctionError;
import io.quarkus.funqy.Funq;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.rulerefresh.app.Change;
import io.voxguard.rulerefresh.app.Change.Handled;
import io.voxguard.rulerefresh.app.Intake;
import io.voxguard.rulerefresh.app.Refreshes;
import io.voxguard.rulerefresh.app.RulesSettings;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes the sets that have changed, and all of them on a schedule. What Lambda hands over is told by its shape. Items that no try can do anything with go to
 * the dead letters and count as done; an event that came alone and has to come again fails the invocation.
 */
@Singleton
@RegisterForReflection(
        targets = FunctionError.class) // Funqy's binding forgets it: without, the first error ends a native function
public final class RulesChangedFunction {
    private static final Logger LOG = Logger.getLogger(RulesChangedFunction.class);
    private static final String SCHEDULED = "Scheduled Event";

    private final Intake intake;
    private final Change change;
    private final Refreshes refreshes;
    private final RulesSettings rules;
    private final LambdaSettings settings;
    private final Events events;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("invocation-", 0).daemon().factory());

    RulesChangedFunction(
            Intake intake,
            Change change,
            Refreshes refreshes,
            RulesSettings rules,
            LambdaSettings settings,
            Events events) {
        this.intake = intake;
        this.change = change;
        this.refreshes = refreshes;
        this.rules = rules;
        this.settings = settings;
        this.events = events;
    }

    /** Handles one invocation. */
    @Funq("rules-changed")
    public Answer handle(@Nullable JsonNode event) throws InterruptedException {
        Invocation invocation = new Invocation(intake, change, threads, settings.limit(), rules.retry());
        if (event != null && event.path("Records").isArray()) {
            return reported(new SqsBatch(events).take(event.path("Records"), invocation));
        }
        if (event != null && event.path("records").isObject()) {
            String source = event.path("eventSource").asText("none");
            if (!KafkaBatch.SOURCES.contains(source)) {
                throw UndoneInvocation.unknown("eventSource", "one of " + KafkaBatch.SOURCES, source);
            }
            return reported(new KafkaBatch(events).take(event.path("records"), invocation));
        }
        if (event != null && event.path(Events.DETAIL_TYPE).isTextual()) {
            alone(event, invocation);
            return Answer.DONE;
        }
        throw UndoneInvocation.unknown(
                "event",
                "Records of aws:sqs, records of aws:kafka or SelfManagedKafka, or EventBridge's detail-type",
                described(event));
    }

    private Answer reported(Answer answer) {
        int failures = answer.batchItemFailures().size();
        if (failures > 0 && !settings.reportItems()) {
            throw new UndoneInvocation("so many have to come again that all of the batch does: " + failures);
        }
        return answer;
    }

    private void alone(JsonNode event, Invocation invocation) throws InterruptedException {
        if (event.path(Events.DETAIL_TYPE).textValue().equals(SCHEDULED)) {
            List<String> undone = new CopyOnWriteArrayList<>();
            invocation.within(
                    () -> {
                        all(invocation, undone);
                        return true;
                    },
                    undone::add);
            if (!undone.isEmpty()) {
                throw new UndoneInvocation(String.join("; ", undone));
            }
        } else if (invocation.take(events.bridged(event)) instanceof Handled.Later later) {
            throw new UndoneInvocation(later.cause());
        }
    }

    /** Refreshes all sets; adds why some were not. */
    private void all(Invocation invocation, List<String> undone) throws InterruptedException {
        Refreshes.Found found = refreshes.find();
        found.unanswered().ifPresent(undone::add);
        for (String set : found.sets()) {
            switch (invocation.refresh(set)) {
                case Handled.Later later -> undone.add(set + ": " + later.cause());
                case Handled.Dead dead -> LOG.warn(dead.cause());
                case Handled.Done done -> LOG.debugf("%s: %s", set, done.outcome());
            }
        }
    }

    private static String described(@Nullable JsonNode event) {
        if (event == null || !event.isObject()) {
            return event == null ? "nothing" : event.getNodeType().toString().toLowerCase(Locale.ROOT);
        }
        return "an object with "
                + event.properties().stream().map(Map.Entry::getKey).toList();
    }
}

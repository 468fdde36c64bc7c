package io.voxguard.function.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.function.EventHandler;
import io.voxguard.function.EventProcessor;
import io.voxguard.function.FunctionSettings;
import io.voxguard.function.Retries;
import io.voxguard.function.RetryBudget;
import io.voxguard.function.ScheduledTask;
import io.voxguard.function.event.Outcome;
import io.voxguard.time.Ticker;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Handles Lambda's invocations, told apart by the shape of their payloads. Rejected items are kept as dead letters and count as handled; an event that is delivered
 * alone and has to be delivered again fails the invocation.
 */
@Singleton
@RegisterForReflection( // Funqy does not register it: the first error would end a native function
        classNames = "io.quarkus.amazon.lambda.runtime.FunctionError",
        ignoreNested = true)
public final class LambdaEvents {
    private static final String SCHEDULED = "Scheduled Event";

    private final EventProcessor processor;
    private final EventHandler handler;
    private final Retries retries;
    private final FunctionSettings function;
    private final LambdaSettings settings;
    private final Instance<ScheduledTask> scheduled;
    private final ObjectMapper json;
    private final Ticker ticker;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("invocation-", 0).daemon().factory());

    LambdaEvents(
            EventProcessor processor,
            EventHandler handler,
            Retries retries,
            FunctionSettings function,
            LambdaSettings settings,
            Instance<ScheduledTask> scheduled,
            ObjectMapper json,
            Ticker ticker) {
        this.processor = processor;
        this.handler = handler;
        this.retries = retries;
        this.function = function;
        this.settings = settings;
        this.scheduled = scheduled;
        this.json = json;
        this.ticker = ticker;
    }

    /** Handles one invocation; called by the function's {@code @Funq} method with the payload. */
    public BatchResponse handle(@Nullable JsonNode payload) throws InterruptedException {
        Invocation invocation = new Invocation(
                processor,
                handler,
                threads,
                ticker,
                InvocationTime.forWork(settings.limit()),
                new RetryBudget(retries, function.retry()));
        if (payload != null && payload.path(RecordBatch.FIELD).isArray()) {
            return reported(new RecordBatch(json).process(payload.path(RecordBatch.FIELD), invocation));
        }
        if (payload != null && payload.path(KafkaBatch.FIELD).isObject()) {
            return reported(KafkaBatch.process(payload, invocation));
        }
        if (payload != null && payload.path(EventBridgeEvents.DETAIL_TYPE).isTextual()) {
            handleSingle(payload, invocation);
            return BatchResponse.ALL_HANDLED;
        }
        throw InvocationFailure.unsupported(
                "event",
                "Records of aws:sqs or aws:kinesis, records of aws:kafka or SelfManagedKafka, or EventBridge's detail-type",
                described(payload));
    }

    private BatchResponse reported(BatchResponse response) {
        int failures = response.batchItemFailures().size();
        if (failures > 0 && !settings.reportItems()) {
            throw new InvocationFailure(
                    "failing the whole batch, since failed items are not reported one by one; failed: " + failures);
        }
        return response;
    }

    private void handleSingle(JsonNode payload, Invocation invocation) throws InterruptedException {
        boolean isSchedule =
                payload.path(EventBridgeEvents.DETAIL_TYPE).textValue().equals(SCHEDULED);
        if (isSchedule && scheduled.isResolvable()) {
            runScheduled(scheduled.get(), invocation);
        } else if (invocation.process(EventBridgeEvents.received(payload)) instanceof Outcome.Retry retry) {
            throw new InvocationFailure(retry.cause());
        }
    }

    private static void runScheduled(ScheduledTask task, Invocation invocation) throws InterruptedException {
        List<String> failures = new CopyOnWriteArrayList<>();
        invocation.withinLimit(
                () -> {
                    task.run(invocation.budget(), failures::add);
                    return true;
                },
                failures::add);
        if (!failures.isEmpty()) {
            throw new InvocationFailure(String.join("; ", failures));
        }
    }

    private static String described(@Nullable JsonNode payload) {
        if (payload == null || !payload.isObject()) {
            return payload == null
                    ? "nothing"
                    : payload.getNodeType().toString().toLowerCase(Locale.ROOT);
        }
        return "an object with "
                + payload.properties().stream().map(Map.Entry::getKey).toList();
    }
}

package io.voxguard.rulerefresh.lambda;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What Lambda reads where an event source mapping has ReportBatchItemFailures.
 *
 * @param batchItemFailures the items that have to come again
 */
@RegisterForReflection
public record Answer(List<Failure> batchItemFailures) {
    static final Answer DONE = new Answer(List.of());

    /** @param itemIdentifier a message's id (SQS) or a {@link Position} (Kafka) */
    @RegisterForReflection
    public record Failure(Object itemIdentifier) {}

    /**
     * Where a partition goes on.
     *
     * @param partition topic and number, as the batch names it: {@code topic-0}
     */
    @RegisterForReflection
    public record Position(String partition, long offset) {}
}

package io.voxguard.function.lambda;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The reply that Lambda reads if an event source mapping has ReportBatchItemFailures. AWS's own classes have no type for Kafka's, whose identifier is an object.
 *
 * @param batchItemFailures items to be delivered again
 */
@RegisterForReflection
public record BatchResponse(List<Failure> batchItemFailures) {
    static final BatchResponse ALL_HANDLED = new BatchResponse(List.of());

    /**
     * An item to be delivered again.
     *
     * @param itemIdentifier a message id (SQS), a sequence number (Kinesis) or a {@link Position} (Kafka)
     */
    @RegisterForReflection
    public record Failure(Object itemIdentifier) {}

    /**
     * The offset at which a Kafka partition is to be delivered again.
     *
     * @param partition topic and number, as the batch names it: {@code topic-0}
     */
    @RegisterForReflection
    public record Position(String partition, long offset) {}
}

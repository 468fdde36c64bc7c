package io.voxguard.fanout.service.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.fanout.delivery.DeadLetterBox.BatchResult;
import org.jspecify.annotations.Nullable;

/**
 * Result of a batch of dead letters, as JSON.
 *
 * @param done letters that are delivered, or deleted: they are gone
 * @param kept letters that stay
 * @param last id of the last letter of the batch, after which the next batch begins; absent if there was none
 * @param lastFailure cause why the last one that stays was not delivered; absent if none stays
 * @param stopped tells if the batch ended early, since the destination is not available
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterBatchReply(
        int done, int kept, @Nullable String last, @Nullable String lastFailure, boolean stopped) {

    static DeadLetterBatchReply of(BatchResult result) {
        return new DeadLetterBatchReply(
                result.done(),
                result.kept(),
                result.last().orElse(null),
                result.lastFailure().orElse(null),
                result.stopped());
    }
}

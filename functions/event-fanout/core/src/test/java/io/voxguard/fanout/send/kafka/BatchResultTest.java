package io.voxguard.fanout.send.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.fanout.send.DeliveryResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchResultTest {
    private static final DeliveryResult DELIVERED = DeliveryResult.delivered();
    private static final DeliveryResult RETRY = DeliveryResult.retry("away");
    private static final DeliveryResult REJECTED = DeliveryResult.rejected("too large");

    private static DeliveryResult of(DeliveryResult... results) {
        BatchResult batch = new BatchResult(results.length);
        List.of(results).forEach(batch::add);
        return batch.whole().getNow(DeliveryResult.retry("not complete"));
    }

    @Test
    void batchIsDeliveredWhenAllAre() {
        BatchResult batch = new BatchResult(2);
        batch.add(DELIVERED);
        assertThat(batch.whole()).isNotDone();
        batch.add(DELIVERED);
        assertThat(batch.whole()).isCompletedWithValue(DELIVERED);
    }

    @Test
    void batchIsRetriedIfOneFailsAndRejectedIfOneIs() {
        assertThat(of(RETRY, DELIVERED)).isEqualTo(RETRY);
        assertThat(of(DELIVERED, RETRY)).isEqualTo(RETRY);
        assertThat(of(RETRY, REJECTED, DELIVERED)).isEqualTo(REJECTED);
    }
}

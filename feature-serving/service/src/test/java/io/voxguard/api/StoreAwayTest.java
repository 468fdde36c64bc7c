package io.voxguard.api;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the shipped models decide of ordinary calls while the store cannot be reached: an outage must not block anybody. */
@QuarkusTest
@QuarkusTestResource(value = StoreAwayTest.NoStore.class, restrictToAnnotatedClass = true)
class StoreAwayTest {
    @Test
    void unreachableStoreBlocksNoOrdinaryCallAndReviewsAtMostOnePercent() {
        UnknownCallersTest.assertOrdinaryCallsPass("call-fraud-gbm", true);
        UnknownCallersTest.assertOrdinaryCallsPass("call-fraud-mlp", true);
    }

    public static final class NoStore implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            return Map.of(
                    "voxguard.store.url",
                    "redis://127.0.0.1:1",
                    "voxguard.models.dir",
                    StoreForTests.models().toString());
        }

        @Override
        public void stop() {}
    }
}

package io.voxguard.api;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the shipped models decide of ordinary calls while the store cannot be reached: an outage must not block anybody. */
@Tag("it")
@QuarkusTest
@WithTestResource(StoreAwayTest.NoStore.class)
class StoreAwayTest {
    @Test
    void withoutTheStoreNoOrdinaryCallIsBlockedAndAtMostOnePercentReviewed() {
        UnknownCallersTest.assertOrdinaryCallsPass("call-fraud-gbm", true);
        UnknownCallersTest.assertOrdinaryCallsPass("call-fraud-mlp", true);
    }

    public static final class NoStore extends ServiceForTests {
        @Override
        void configure(Path models, Map<String, String> settings) {
            settings.put("voxguard.store.url", "redis://127.0.0.1:1");
            settings.put("voxguard.models.dir", StoreForTests.models().toString());
        }
    }
}

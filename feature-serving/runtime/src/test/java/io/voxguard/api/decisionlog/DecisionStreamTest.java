package io.voxguard.api.decisionlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionStreamTest {
    private final StreamInMemory stream = new StreamInMemory();
    private final DecisionStream log = new DecisionStream(stream);

    /** A stream that keeps what is appended, unless it is to fail. */
    private static final class StreamInMemory implements EventStream {
        private final List<String> entries = new ArrayList<>();
        private StoreOutcome outcome = StoreOutcome.DONE;
        private Duration lastLimit = Duration.ZERO;
        private boolean closed;

        @Override
        public CompletionStage<StoreOutcome> append(List<byte[]> records, Duration limit) {
            records.forEach(record -> entries.add(new String(record, StandardCharsets.UTF_8)));
            lastLimit = limit;
            return CompletableFuture.completedStage(outcome);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void recordsAreAppendedInOrderAndWithinALimit() throws Exception {
        log.write(List.of("a".getBytes(StandardCharsets.UTF_8), "b".getBytes(StandardCharsets.UTF_8)));
        log.write(List.of("c".getBytes(StandardCharsets.UTF_8)));
        assertThat(stream.entries).containsExactly("a", "b", "c");
        assertThat(stream.lastLimit).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource(value = StoreOutcome.class, mode = EnumSource.Mode.EXCLUDE, names = "DONE")
    void recordsThatTheStoreDidNotTakeAreAFailure(StoreOutcome outcome) {
        stream.outcome = outcome;
        assertThatThrownBy(() -> log.write(List.of(new byte[1])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(outcome.toString());
    }

    @Test
    void closingClosesTheStream() {
        log.close();
        assertThat(stream.closed).isTrue();
    }
}

package io.voxguard.serving.repository.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.voxguard.serving.model.ModelFault;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadsAheadTest {
    private static final Path ONE = Path.of("m", "1");
    private static final Path TWO = Path.of("m", "2");

    @Test
    void versionThatCannotBeLoadedThrowsItsOwnFault() {
        ModelFault fault = new ModelFault("m/1: sha256 differs");
        try (LoadsAhead loads = new LoadsAhead()) {
            loads.begin(ONE, () -> {
                throw fault;
            });
            assertThatThrownBy(() -> loads.take(ONE, LoadsAheadTest::neverCalled))
                    .isSameAs(fault);
        }
    }

    @Test
    void versionIsLoadedAgainWhenItIsAskedForAgain() {
        ModelFault first = new ModelFault("first");
        ModelFault second = new ModelFault("second");
        try (LoadsAhead loads = new LoadsAhead()) {
            loads.begin(ONE, () -> {
                throw first;
            });
            assertThatThrownBy(() -> loads.take(ONE, LoadsAheadTest::neverCalled))
                    .isSameAs(first);
            assertThatThrownBy(() -> loads.take(ONE, () -> {
                        throw second;
                    }))
                    .isSameAs(second);
        }
    }

    @Test
    void versionsAreLoadedSideBySide() throws InterruptedException {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor loads one version at a time");
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger met = new AtomicInteger();
        try (LoadsAhead loads = new LoadsAhead()) {
            for (Path folder : new Path[] {ONE, TWO}) {
                loads.begin(folder, () -> {
                    both.countDown();
                    try {
                        met.addAndGet(both.await(10, TimeUnit.SECONDS) ? 1 : 0);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new ModelFault("over");
                });
            }
            assertThatThrownBy(() -> loads.take(ONE, LoadsAheadTest::neverCalled))
                    .isInstanceOf(ModelFault.class);
            assertThatThrownBy(() -> loads.take(TWO, LoadsAheadTest::neverCalled))
                    .isInstanceOf(ModelFault.class);
        }
        assertThat(met).hasValue(2);
    }

    private static LoadedVersion neverCalled() {
        throw new AssertionError("loaded here");
    }
}

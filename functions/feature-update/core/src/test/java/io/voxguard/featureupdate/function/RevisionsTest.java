package io.voxguard.featureupdate.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RevisionsTest {
    private final AtomicLong seeds = new AtomicLong();
    private final Revisions revisions = new Revisions(seeds::incrementAndGet);

    @Test
    void seedIsDrawnWithTheFirstRevisionSoThatASnapshotHasNone() {
        assertThat(seeds).hasValue(0);
        revisions.nextLong();
        revisions.nextLong();
        assertThat(seeds).hasValue(1);
    }

    @Test
    void copyThatIsRestoredDrawsASeedOfItsOwn() {
        long first = revisions.nextLong();
        revisions.afterRestore();
        assertThat(revisions.nextLong()).isNotEqualTo(first);
        assertThat(seeds).hasValue(2);
    }
}

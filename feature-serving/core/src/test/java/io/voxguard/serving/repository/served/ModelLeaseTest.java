package io.voxguard.serving.repository.served;

import static io.voxguard.serving.repository.RepositoryFixture.NAME;
import static io.voxguard.serving.repository.RepositoryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.repository.RepositoryFixture;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.versions.LoadedVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLeaseTest {
    @TempDir
    Path folder;

    private RepositoryFixture fixture;

    @BeforeEach
    void openTwoVersions() throws IOException {
        fixture = new RepositoryFixture(folder);
        fixture.addPlainVersion("1", "Abs");
        fixture.addPlainVersion("2", "Neg");
        fixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void leaseHoldsTheVersionThatAnswersUntilItIsClosed() {
        try (ModelLease lease = fixture.lease()) {
            assertThat(lease.version("any").version()).isEqualTo("2");
            assertThat(lease.splits()).isFalse();
            assertThat(fixture.uses("2")).isEqualTo(1);
            assertThat(fixture.uses("1")).isZero();
        }
        assertThat(fixture.uses("2")).isZero();
    }

    @Test
    void closingALeaseTwiceReleasesItOnce() {
        ModelLease one = fixture.lease();
        ModelLease other = fixture.lease();
        one.close();
        one.close();
        assertThat(fixture.uses("2")).isEqualTo(1);
        other.close();
    }

    @Test
    void leaseOfACanaryHoldsBothVersions() {
        await(fixture.repository().choose(NAME, new Policy.Canary("1", "2", 100)));
        try (ModelLease lease = fixture.lease()) {
            assertThat(lease.splits()).isTrue();
            assertThat(lease.version("caller").version()).isEqualTo("2");
            assertThat(lease.version(null).version()).as("without a key").isEqualTo("1");
            assertThat(fixture.uses("1")).isEqualTo(1);
            assertThat(fixture.uses("2")).isEqualTo(1);
        }
        assertThat(fixture.uses("1") + fixture.uses("2")).isZero();
    }

    @Test
    void leaseOfAShadowedModelHoldsTheAnsweringVersionAlone() {
        await(fixture.repository().choose(NAME, new Policy.Shadow("1", "2")));
        try (ModelLease lease = fixture.lease()) {
            LoadedVersion shadow = Objects.requireNonNull(lease.shadowOf(lease.version(null)));
            assertThat(shadow.version()).isEqualTo("2");
            assertThat(fixture.uses("2")).isZero();
        }
    }

    @Test
    void leaseOfANamedVersionHoldsItAlone() {
        try (ModelLease lease = (ModelLease) fixture.repository().lease(NAME, "1")) {
            assertThat(lease.version("any").version()).isEqualTo("1");
            assertThat(lease.shadowOf(lease.version(null))).isNull();
            assertThat(fixture.uses("1")).isEqualTo(1);
            assertThat(fixture.uses("2")).isZero();
        }
    }

    @Test
    void unloadedModelHasNoLeaseAndSaysWhy() {
        await(fixture.repository().unload(NAME));
        assertThat(fixture.repository().lease(NAME, null))
                .isEqualTo(new ModelLookup.NotServing("model \"m\" does not serve: unloaded"));
    }

    @Test
    void requestAfterAReloadUsesTheReloadedVersionWhileTheFormerOneIsHeld() {
        // Given
        ModelLease before = fixture.lease();
        // When
        await(fixture.repository().load(NAME));
        // Then
        try (ModelLease after = fixture.lease()) {
            assertThat(after.version(null)).isNotSameAs(before.version(null));
            assertThat(before.version(null).acquire()).as("still open").isTrue();
            before.version(null).release();
        }
        before.close();
        assertThat(before.version(null).acquire()).as("closed for good").isFalse();
    }
}

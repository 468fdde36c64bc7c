package io.voxguard.serving.repository.served;

import static io.voxguard.serving.repository.RepositoryFixture.NAME;
import static io.voxguard.serving.repository.RepositoryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.repository.RepositoryFixture;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.versions.LoadedVersion;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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

    @Test
    void requestInFlightRunsOnTheVersionItHoldsAfterAnUnload() {
        // Given
        ModelLease lease = fixture.lease();
        LoadedVersion held = lease.version(null);
        // When
        await(fixture.repository().unload(NAME));
        // Then
        assertThat(negated(held)).containsExactly(-1f, -2f, -3f);
        lease.close();
        await(fixture.repository().unload(NAME)); // by the thread that closes versions, after it has closed this one
        assertThatThrownBy(() -> negated(held)).as("its session is closed").isInstanceOf(RuntimeException.class);
    }

    @Test
    void versionsAreNeverClosedUnderARequestHoweverOftenTheyAreReplaced() throws Exception {
        AtomicBoolean ends = new AtomicBoolean();
        List<Future<Integer>> requests = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (int i = 0; i < 3; i++) {
                requests.add(threads.submit(() -> requestsUntil(ends)));
            }
            try {
                for (int i = 0; i < 20; i++) {
                    await(fixture.repository().load(NAME));
                    await(fixture.repository().unload(NAME));
                }
                await(fixture.repository().load(NAME));
            } finally {
                ends.set(true);
            }
        }
        int answered = 0;
        for (Future<Integer> request : requests) {
            answered += request.get(); // throws what the request met
        }
        assertThat(answered).isPositive();
        assertThat(fixture.uses("2")).isZero();
    }

    /** Returns the number of requests that found a version and were answered by it. */
    private int requestsUntil(AtomicBoolean ends) {
        int answered = 0;
        while (!ends.get()) {
            if (fixture.repository().lease(NAME, null) instanceof ModelLease lease) {
                try (lease) {
                    assertThat(negated(lease.version(null))).containsExactly(-1f, -2f, -3f);
                    answered++;
                }
            }
        }
        return answered;
    }

    private static float[] negated(LoadedVersion version) {
        ByteBuf data = Tensor.memory(12).writeFloatLE(1).writeFloatLE(2).writeFloatLE(3);
        TensorModel model = (TensorModel) version.model();
        List<Tensor> inputs = List.of(Tensor.of("x", DataType.FP32, Shape.of(1, 3), data));
        List<Tensor> outputs = List.of();
        try {
            outputs = model.run(inputs, List.of("y"));
            Tensor output = outputs.getFirst();
            return new float[] {(float) output.number(0), (float) output.number(1), (float) output.number(2)};
        } finally {
            Tensor.closeAll(inputs);
            Tensor.closeAll(outputs);
        }
    }
}

package io.voxguard.serving.rules;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.SigningKey;
import io.voxguard.rules.Snapshot;
import io.voxguard.rules.TrustedKeys;
import io.voxguard.serving.ShippedModels;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.SnapshotStore.Published;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real store, what is published in it, and what becomes of that. */
class RuleFollowerTest {
    private static final SnapshotKeys KEYS = new SnapshotKeys("rules", "core");
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private EmbeddedStore server = EmbeddedStore.start();
    private RedisStore connections = RedisStore.open(RedisStoreConfig.of(server.url()));
    private SnapshotStore store = connections.snapshots();
    private volatile FeatureCatalogue catalogue = ShippedModels.catalogue();
    private TrustedKeys trusted = new TrustedKeys(Map.of());

    @BeforeEach
    void connect() {
        await("the store is connected", connections::connected);
    }

    @AfterEach
    void end() {
        connections.close();
        server.close();
    }

    @Test
    void publishedRulesTakeEffectAndAreAcknowledged() throws Exception {
        try (RuleFollower follower = follower(Optional.empty())) {
            follower.poll();
            assertThat(follower.now().trouble()).isEqualTo(RulesInForce.NOT_LOADED);
            assertThat(follower.standing().why()).contains("no pointer");
            publish(3, "block: caller_velocity.calls_1h > 100");
            follower.poll();
            assertThat(follower.now().trouble()).isEmpty();
            assertThat(follower.now().revision()).isEqualTo(3);
            assertThat(follower.now().size()).isEqualTo(1);
            assertThat(acknowledged()).startsWith("applied|3|3|");
            RulesInForce before = follower.now();
            follower.poll();
            assertThat(follower.now())
                    .as("the same object until something changes")
                    .isSameAs(before);
            publish(4, "flag: true", "block: request.night && caller_velocity.calls_1h > 100");
            follower.poll();
            assertThat(follower.now().revision()).isEqualTo(4);
            assertThat(acknowledged()).startsWith("applied|4|4|");
        }
    }

    @Test
    void rulesThatExpireAreStaleUntilTheStoreIsLookedAt() throws Exception {
        try (RuleFollower follower = follower(Optional.empty())) {
            publish(3, "flag: true");
            follower.poll();
            follower.expire();
            assertThat(follower.now().trouble()).isEqualTo(RulesInForce.STALE);
            assertThat(follower.now().revision()).isEqualTo(3);
            follower.poll();
            assertThat(follower.now().trouble()).isEmpty();
        }
    }

    @Test
    void rulesThatCannotBeEvaluatedAreRefusedAndTheCurrentOnesKept() throws Exception {
        try (RuleFollower follower = follower(Optional.empty())) {
            publish(3, "flag: true");
            follower.poll();
            publish(4, "flag: caller_velocity.calls_of_another_view > 1");
            follower.poll();
            follower.poll();
            assertThat(follower.now().revision()).isEqualTo(3);
            assertThat(acknowledged()).startsWith("refused|4|3|").contains("calls_of_another_view");
            publish(5, "flag: false");
            follower.poll();
            assertThat(acknowledged()).startsWith("applied|5|5|");
        }
    }

    @Test
    void tamperedSnapshotIsRefusedUntilItIsRepaired() throws Exception {
        try (RuleFollower follower = follower(Optional.empty())) {
            publish(3, "flag: true");
            follower.poll();
            Snapshot next = snapshot(4, "block: true");
            byte[] other = next.blob().clone();
            other[other.length / 2] ^= 1;
            put(next.pointer(), other);
            follower.poll();
            assertThat(acknowledged()).startsWith("refused|4|3|").contains("sha256");
            put(next.pointer(), next.blob());
            follower.poll();
            assertThat(acknowledged()).startsWith("applied|4|4|");
        }
    }

    @Test
    void lowerRevisionIsRefused() throws Exception {
        try (RuleFollower follower = follower(Optional.empty())) {
            publish(5, "flag: true");
            follower.poll();
            publish(4, "block: true");
            follower.poll();
            assertThat(follower.now().revision()).isEqualTo(5);
            assertThat(acknowledged()).startsWith("refused|4|5|").contains("5 or higher");
            publish(5, "block: true");
            follower.poll();
            assertThat(acknowledged()).startsWith("refused|5|5|").contains("sha256");
        }
    }

    @Test
    void snapshotNotSignedByATrustedKeyIsRefused() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        trusted = TrustedKeys.parse(List.of(
                "k1=" + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())));
        SigningKey key = new SigningKey(
                "k1", Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
        try (RuleFollower follower = follower(Optional.empty())) {
            publish(3, "flag: true");
            follower.poll();
            assertThat(follower.now().rules()).isNull();
            assertThat(acknowledged()).startsWith("refused|3|0|").contains("key_id");
            Snapshot signed = key.sign(Snapshot.of(RuleSets.of("block: true"), 4, 1, "k1"));
            put(signed.pointer(), signed.blob());
            follower.poll();
            assertThat(acknowledged()).startsWith("applied|4|4|");
        }
    }

    @Test
    void lastGoodRulesAreRestoredWithoutAStoreAndBecomeStale() throws Exception {
        try (RuleFollower follower = follower(Optional.of(folder))) {
            publish(3, "flag: true");
            follower.poll();
        }
        server.close();
        try (RuleFollower again = follower(Optional.of(folder), Duration.ofMillis(300))) {
            again.start();
            assertThat(again.now().revision()).isEqualTo(3);
            assertThat(again.standing().why()).contains("does not answer");
            await("the rules are stale", () -> again.now().trouble().equals(RulesInForce.STALE));
            server = EmbeddedStore.start(server.port());
            await("the store is connected again", connections::connected);
            publish(4, "flag: true");
            await(
                    "revision 4 is in force",
                    () -> again.now().revision() == 4 && again.now().trouble().isEmpty());
        }
    }

    @Test
    void corruptFileOnDiskIsIgnored() throws Exception {
        try (RuleFollower follower = follower(Optional.of(folder))) {
            publish(3, "flag: true");
            follower.poll();
        }
        Path file = folder.resolve("core.rules");
        String content = Files.readString(file);
        for (String spoilt :
                List.of(content.replace("\n3|", "\n9|"), content.substring(0, content.length() / 2), "", "x\ny\nz")) {
            Files.writeString(file, spoilt);
            connections.close();
            connections = RedisStore.open(RedisStoreConfig.of("redis://127.0.0.1:1"));
            store = connections.snapshots();
            try (RuleFollower again = follower(Optional.of(folder))) {
                again.start();
                assertThat(again.now().rules()).isNull();
            }
        }
    }

    @Test
    void rulesAreCompiledAnewWhenTheCatalogueChanges() throws Exception {
        try (RuleFollower follower = follower(Optional.empty())) {
            publish(3, "block: caller_velocity.calls_1h > 100");
            follower.poll();
            FeatureCatalogue whole = catalogue;
            Map<String, FeatureView> fewer = new LinkedHashMap<>(whole.views());
            fewer.remove("caller_velocity");
            catalogue = new FeatureCatalogue(fewer, Map.of(), whole.request(), Map.of(), Map.of());
            follower.poll();
            assertThat(acknowledged()).startsWith("refused|3|0|").contains("caller_velocity");
            assertThat(follower.now().trouble()).isEqualTo(RulesInForce.NOT_LOADED);
            Snapshot again = snapshot(3, "block: caller_velocity.calls_1h > 100");
            put(new RulePointer(3, again.pointer().sha256(), again.pointer().bytes(), 1, 99, "", ""), again.blob());
            follower.poll();
            assertThat(acknowledged()).as("published once more").startsWith("refused|3|0|");
            catalogue = whole;
            follower.poll();
            assertThat(acknowledged()).startsWith("applied|3|3|");
        }
    }

    @Test
    void rulesStayInForceIfTheStoreIsEmptied() throws Exception {
        try (RuleFollower follower = follower(Optional.empty(), Duration.ofMillis(1))) {
            publish(3, "flag: true");
            follower.poll();
            server.close();
            server = EmbeddedStore.start(server.port());
            await("the store is connected again", connections::connected);
            await("a poll reaches the store", follower::poll);
            assertThat(follower.now().revision()).isEqualTo(3);
            assertThat(follower.now().trouble()).isEqualTo(RulesInForce.STALE);
            assertThat(follower.standing().why()).contains("no pointer");
        }
    }

    @Test
    void failedPollLetsRulesAgeAndDoesNotEndPolling() throws Exception {
        FollowSettings settings = settings(Optional.empty(), Duration.ofMillis(100));
        AtomicBoolean full = new AtomicBoolean();
        Supplier<FeatureCatalogue> features = () -> {
            if (full.get()) {
                throw new OutOfMemoryError("made to fail");
            }
            return catalogue;
        };
        try (RuleFollower follower = new RuleFollower(settings, store, features, Clock.systemUTC(), Ticker.SYSTEM)) {
            publish(3, "flag: true");
            follower.start();
            assertThat(follower.now().trouble()).isEmpty();
            full.set(true);
            await("the rules are stale", () -> follower.now().trouble().equals(RulesInForce.STALE));
            assertThat(follower.now().revision()).isEqualTo(3);
            assertThat(follower.standing().why()).contains("made to fail");
            full.set(false);
            await("the rules are current again", () -> follower.now().trouble().isEmpty());
        }
    }

    @Test
    void viewNamedLikeTheCallDoesNotHideItsFields() throws Exception {
        FeatureView velocity = Objects.requireNonNull(catalogue.views().get("caller_velocity"));
        Map<String, FeatureView> views = new LinkedHashMap<>(catalogue.views());
        for (String name : List.of("call", "request")) {
            views.put(
                    name,
                    new FeatureView(
                            name,
                            velocity.joinKeys(),
                            velocity.ttl(),
                            List.of(
                                    new Feature("trunk", ValueType.INT32, "", 0, ""),
                                    new Feature("hour", ValueType.STRING, "", 0, "")),
                            velocity.layout(),
                            velocity.writing()));
        }
        catalogue = new FeatureCatalogue(views, Map.of(), catalogue.request(), Map.of(), Map.of());
        try (RuleFollower follower = follower(Optional.empty())) {
            publish(3, "flag: call.trunk == 't' && request.hour == 3");
            follower.poll();
            assertThat(acknowledged()).startsWith("applied|3|3|");
        }
    }

    @Test
    void restoredRulesTakeEffectWhenTheirMissingFeaturesAppear() throws Exception {
        try (RuleFollower follower = follower(Optional.of(folder))) {
            publish(5, "block: caller_velocity.calls_1h > 100");
            follower.poll();
        }
        FeatureCatalogue whole = catalogue;
        Map<String, FeatureView> fewer = new LinkedHashMap<>(whole.views());
        fewer.remove("caller_velocity");
        catalogue = new FeatureCatalogue(fewer, Map.of(), whole.request(), Map.of(), Map.of());
        publish(4, "flag: true");
        try (RuleFollower again = follower(Optional.of(folder))) {
            again.start();
            assertThat(again.now().trouble()).isEqualTo(RulesInForce.NOT_LOADED);
            assertThat(again.standing().why()).contains("5 or higher");
            catalogue = whole;
            await("revision 5 is in force", () -> again.now().revision() == 5);
        }
    }

    @Test
    void rulesNotConfirmedAsCurrentForTooLongAreStale() throws Exception {
        AtomicLong nanos = new AtomicLong();
        FollowSettings settings = settings(Optional.empty(), Duration.ofMinutes(1));
        try (RuleFollower follower =
                new RuleFollower(settings, store, () -> catalogue, Clock.systemUTC(), nanos::get)) {
            publish(3, "flag: true");
            follower.poll();

            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            assertThat(follower.now().trouble()).isEmpty();
            nanos.incrementAndGet();
            assertThat(follower.now().trouble()).isEqualTo(RulesInForce.STALE);

            follower.poll();
            assertThat(follower.now().trouble()).isEmpty();
        }
    }

    @Test
    void acknowledgementIsSentAgainBeforeItExpires() throws Exception {
        AtomicLong nanos = new AtomicLong();
        AtomicLong millis = new AtomicLong(System.currentTimeMillis());
        InstantSource time = () -> Instant.ofEpochMilli(millis.get());
        FollowSettings settings = settings(Optional.empty(), Duration.ofMinutes(1));
        try (RuleFollower follower =
                new RuleFollower(settings, store, () -> catalogue, time.withZone(ZoneOffset.UTC), nanos::get)) {
            publish(3, "flag: true");
            follower.poll();
            long first = acknowledgedAtMs();

            later(nanos, millis, Duration.ofSeconds(10));
            follower.poll();
            assertThat(acknowledgedAtMs()).isEqualTo(first);

            later(nanos, millis, Duration.ofMillis(1));
            follower.poll();
            assertThat(acknowledgedAtMs()).isEqualTo(first + 10_001);
        }
    }

    private static void later(AtomicLong nanos, AtomicLong millis, Duration by) {
        nanos.addAndGet(by.toNanos());
        millis.addAndGet(by.toMillis());
    }

    private long acknowledgedAtMs() throws Exception {
        return store.acknowledgements(KEYS, System.currentTimeMillis(), Duration.ofMinutes(10), LIMIT)
                .getFirst()
                .atMs();
    }

    private RuleFollower follower(Optional<Path> folder) {
        return follower(folder, Duration.ofMinutes(1));
    }

    private RuleFollower follower(Optional<Path> folder, Duration bearable) {
        return new RuleFollower(settings(folder, bearable), store, () -> catalogue, Clock.systemUTC(), Ticker.SYSTEM);
    }

    private FollowSettings settings(Optional<Path> folder, Duration bearable) {
        return new FollowSettings(
                "core", () -> "engine-1", Duration.ofMillis(50), bearable, Duration.ofMillis(800), trusted, folder);
    }

    private static Snapshot snapshot(long revision, String... rules) {
        RuleSet set = RuleSets.of(rules);
        return Snapshot.of(set, revision, revision, "");
    }

    private void publish(long revision, String... rules) throws Exception {
        Snapshot snapshot = snapshot(revision, rules);
        put(snapshot.pointer(), snapshot.blob());
    }

    private void put(RulePointer pointer, byte[] blob) throws Exception {
        Optional<String> before = store.pointer(KEYS, LIMIT);
        assertThat(store.publish(
                        KEYS,
                        before,
                        new Published(pointer.revision(), pointer.toString(), blob),
                        OptionalLong.empty(),
                        LIMIT,
                        LIMIT))
                .isTrue();
    }

    private String acknowledged() throws Exception {
        return store.acknowledgements(KEYS, System.currentTimeMillis(), Duration.ofMinutes(10), LIMIT)
                .getFirst()
                .value()
                .orElseThrow();
    }
}

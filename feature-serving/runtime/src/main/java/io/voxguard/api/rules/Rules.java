package io.voxguard.api.rules;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.voxguard.api.features.Features;
import io.voxguard.api.process.ThisProcess;
import io.voxguard.api.store.StoreConnection;
import io.voxguard.rules.TrustedKeys;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.serving.rules.FollowSettings;
import io.voxguard.serving.rules.RuleFollower;
import io.voxguard.serving.rules.RulesInForce;
import io.voxguard.snapshot.SnapshotHook;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules that calls are held against: none, or those that a follower has read, over a connection of its own so that a large set does not hold up calls. */
@Startup
@Singleton
public final class Rules implements CurrentRules, SnapshotHook {
    private final Optional<Followed> followed;
    private final int inline;

    private record Followed(String set, RuleFollower follower, RedisStore connection) {}

    Rules(
            RulesSettings settings,
            StoreConnection store,
            Features features,
            MeterRegistry meters,
            Clock clock,
            Ticker ticker) {
        this.inline = settings.inline();
        this.followed = settings.set()
                .filter(set -> !set.isBlank())
                .map(set -> follow(set, settings, store.config(), features, clock, ticker));
        followed.ifPresent(one -> measure(one, meters));
    }

    /** The clock may not tell how long the process was frozen. */
    @Override
    public void afterRestore() {
        followed.ifPresent(one -> one.follower().expire());
    }

    private static Followed follow(
            String set, RulesSettings settings, RedisStoreConfig store, Features features, Clock clock, Ticker ticker) {
        FollowSettings follow = new FollowSettings(
                set,
                () -> settings.engine().orElseGet(ThisProcess::name),
                settings.pollInterval(),
                settings.bearable(),
                settings.storeLimit(),
                TrustedKeys.parse(settings.publicKeys().orElse(List.of())),
                settings.stateDir());
        RedisStore connection = RedisStore.open(store.withConnections(1));
        RuleFollower follower = new RuleFollower(
                follow, connection.snapshots(), () -> features.now().catalogue(), clock, ticker);
        follower.start();
        return new Followed(set, follower, connection);
    }

    private static void measure(Followed followed, MeterRegistry meters) {
        Gauge.builder("voxguard.scoring.rules.revision", followed.follower, one -> one.standing()
                        .revision())
                .description("The revision of the rules that calls are held against; 0: none")
                .tag("set", followed.set)
                .register(meters);
        Gauge.builder(
                        "voxguard.scoring.rules.current",
                        followed.follower,
                        one -> one.standing().trouble().isEmpty() ? 1 : 0)
                .description("1 while the rules that calls are held against are known to be the current ones")
                .tag("set", followed.set)
                .register(meters);
    }

    @Override
    public @Nullable RulesInForce now() {
        return followed.isEmpty() ? null : followed.get().follower.now();
    }

    /** Whether that many calls take so long to be held against the rules that an event loop must not do it. */
    public boolean takeLong(int calls) {
        RulesInForce now = now();
        return now != null && (long) now.size() * calls > inline;
    }

    /** How the following stands; empty where no rules are evaluated. */
    public Optional<RuleFollower.Standing> standing() {
        return followed.map(one -> one.follower.standing());
    }

    @PreDestroy
    void close() {
        followed.ifPresent(one -> {
            one.follower.close();
            one.connection.close();
        });
    }
}

package io.voxguard.rulerefresh.app;

import io.agroal.api.AgroalDataSource;
import io.voxguard.catalogue.call.CatalogueFields;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.rulerefresh.fleet.Fleet;
import io.voxguard.rulerefresh.publish.RefreshSettings;
import io.voxguard.rulerefresh.source.JdbcRuleSource;
import io.voxguard.rulerefresh.source.RuleSource;
import io.voxguard.rules.SigningKey;
import io.voxguard.rules.TrustedKeys;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.RedisStoreConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Makes the parts of the process from its settings. */
@Singleton
final class Parts {
    private static final int QUEUE = 4096;
    private static final int BLOB_LIVES_POLLS = 10;

    @Produces
    @Singleton
    RedisStoreConfig storeConfig(StoreSettings settings) {
        String url = settings.url()
                .filter(text -> !text.isBlank())
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "STORE_URL is not set: expected redis://host:port, rediss://host:port or redis-socket:///path"));
        return new RedisStoreConfig(
                url,
                1,
                QUEUE,
                settings.connectTimeout(),
                settings.reconnectDelay(),
                settings.silence(),
                settings.trustedCertificates());
    }

    @Produces
    @Singleton
    RedisStore connections(RedisStoreConfig config) {
        return RedisStore.open(config);
    }

    void close(@Disposes RedisStore store) {
        store.close();
    }

    @Produces
    @Singleton
    SnapshotStore snapshots(RedisStore store) {
        return store.snapshots();
    }

    @Produces
    @Singleton
    RuleSource source(AgroalDataSource database, RulesSettings settings) {
        return new JdbcRuleSource(database, settings.databaseLimit());
    }

    @Produces
    @Singleton
    ConditionCompiler conditions(ModelsSettings settings) {
        return new ConditionCompiler(
                CatalogueFields.of(FeatureCatalogue.read(settings.dir().resolve("feature-views"))));
    }

    @Produces
    @Singleton
    RefreshSettings refreshSettings(RulesSettings settings) {
        Optional<SigningKey> signing = settings.signing().map(key -> new SigningKey(key.keyId(), key.privateKey()));
        TrustedKeys trusted = TrustedKeys.named(settings.publicKeys().orElse(List.of()));
        if (signing.isPresent() && !trusted.ids().contains(signing.get().id())) {
            throw new IllegalArgumentException("voxguard.rules.public-keys: expected the public key of "
                    + signing.get().id() + ", which signs; got " + trusted.ids());
        }
        return new RefreshSettings(
                settings.storeLimit(), settings.pollInterval().multipliedBy(BLOB_LIVES_POLLS), signing, trusted);
    }

    @Produces
    @Singleton
    Fleet fleet(SnapshotStore store, RulesSettings settings) {
        return new Fleet(store, settings.storeLimit());
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}

package io.voxguard.rulerefresh.function;

import io.agroal.api.AgroalDataSource;
import io.voxguard.catalogue.call.CatalogueFields;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.function.ScheduledTask;
import io.voxguard.rulerefresh.fleet.Fleet;
import io.voxguard.rulerefresh.publish.RefreshSettings;
import io.voxguard.rulerefresh.source.JdbcRuleSource;
import io.voxguard.rulerefresh.source.RuleSource;
import io.voxguard.rules.SigningKey;
import io.voxguard.rules.TrustedKeys;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.time.Backoff;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes the parts of rule-refresh from its settings. */
@Singleton
final class RuleRefreshBeans {
    private static final int BLOB_LIFETIME_POLLS = 10;
    private static final Backoff CONFLICTS = Backoff.exponential(Duration.ofMillis(5), Duration.ofMillis(80));

    @Produces
    @Singleton
    SnapshotStore snapshots(RedisStore store) {
        return store.snapshots();
    }

    @Produces
    @Singleton
    RuleSource source(AgroalDataSource database, RulesSettings settings) {
        return new JdbcRuleSource(database, settings.databaseLimit(), CONFLICTS);
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
        TrustedKeys trusted = TrustedKeys.parse(settings.publicKeys().orElse(List.of()));
        if (signing.isPresent() && !trusted.ids().contains(signing.get().id())) {
            throw new IllegalArgumentException("voxguard.rules.public-keys: expected the public key of "
                    + signing.get().id() + ", which signs; got " + trusted.ids());
        }
        return new RefreshSettings(
                settings.storeLimit(), settings.pollInterval().multipliedBy(BLOB_LIFETIME_POLLS), signing, trusted);
    }

    @Produces
    @Singleton
    Fleet fleet(SnapshotStore store, RulesSettings settings) {
        return new Fleet(store, settings.storeLimit());
    }

    @Produces
    @Singleton
    ScheduledTask refreshAll(RulesChangedHandler handler) {
        return handler::refreshAll;
    }
}

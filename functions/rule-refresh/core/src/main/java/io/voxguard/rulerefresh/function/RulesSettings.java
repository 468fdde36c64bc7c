package io.voxguard.rulerefresh.function;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.DurationFromZero;
import io.voxguard.settings.PositiveDuration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of rule-refresh. Those of its events are read as {@code voxguard.function.*}, see microprofile-config.properties. */
@ConfigMapping(prefix = "voxguard.rules")
public interface RulesSettings {
    /** Sets that are published; all of the database if empty. */
    Optional<List<String>> sets();

    /** Time between two comparisons of database and store. */
    @WithDefault("5s")
    @WithConverter(PositiveDuration.class)
    Duration reconcile();

    /** Time between two polls of an engine: a replaced blob stays for ten of these. */
    @WithDefault("1s")
    @WithConverter(PositiveDuration.class)
    Duration pollInterval();

    /** Time that the store may hold other rules than the database before the set is in ERROR. */
    @WithDefault("1m")
    @WithConverter(PositiveDuration.class)
    Duration bearable();

    /** Time limit of one statement. */
    @WithDefault("10s")
    @WithConverter(PositiveDuration.class)
    Duration databaseLimit();

    /** Time limit of one command of the store. */
    @WithDefault("2s")
    @WithConverter(PositiveDuration.class)
    Duration storeLimit();

    /** Time for repeating the refresh that an event asks for, while database or store do not answer. */
    @WithDefault("4s")
    @WithConverter(DurationFromZero.class)
    Duration retry();

    /** Key of the store's stream that events are also taken from; empty: none. */
    @WithDefault("voxguard:rules:changed")
    Optional<String> stream();

    /** Time for repeating the refresh of a Kafka record before it is a dead letter: the next comparison does what it asked for. */
    @WithDefault("1m")
    @WithConverter(DurationFromZero.class)
    Duration kafkaPatience();

    /** Tells if the schema is brought up to date at the start. */
    @WithDefault("true")
    boolean migrate();

    /** The key that signs pointers; its public key must be among the trusted ones. */
    Optional<Signing> signing();

    /** Ed25519 public keys, each as {@code id=key}, SubjectPublicKeyInfo in base64: pointers that none of them signed are replaced. */
    Optional<List<String>> publicKeys();

    /** A private key with its name. */
    interface Signing {
        String keyId();

        /** PKCS #8 in base64. */
        String privateKey();
    }
}

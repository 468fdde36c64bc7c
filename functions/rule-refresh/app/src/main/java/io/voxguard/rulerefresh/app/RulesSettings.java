package io.voxguard.rulerefresh.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How rules are refreshed. */
@ConfigMapping(prefix = "voxguard.rules")
public interface RulesSettings {
    /** The sets that are published; all of the database when empty. */
    Optional<List<String>> sets();

    /** How often database and store are compared without being told. */
    @WithDefault("5s")
    Duration reconcile();

    /** How often engines poll: an old blob stays for ten of these. */
    @WithDefault("1s")
    Duration pollInterval();

    /** How long the store may hold other rules than the database before the set is in ERROR. */
    @WithDefault("1m")
    Duration bearable();

    /** For one statement of the database. */
    @WithDefault("10s")
    Duration databaseLimit();

    /** For one answer of the store. */
    @WithDefault("2s")
    Duration storeLimit();

    /** How long an event's refresh is tried again, while database or store do not answer. */
    @WithDefault("4s")
    Duration retry();

    /** The key of the stream that events come on too; empty: none. */
    @WithDefault("voxguard:rules:changed")
    Optional<String> stream();

    /** How long a record of Kafka is tried again before it goes to the dead letters: the comparison does then what it asked for. */
    @WithDefault("1m")
    Duration kafkaPatience();

    /** Whether the schema is brought up to date at the start. */
    @WithDefault("true")
    boolean migrate();

    /** The key that signs pointers; its public key must be among the trusted ones. */
    Optional<Signing> signing();

    /** Ed25519 public keys, each as {@code id=key}, SubjectPublicKeyInfo in base64: pointers that none of them signed are put right. */
    Optional<List<String>> publicKeys();

    /** A private key with its name. */
    interface Signing {
        String keyId();

        /** PKCS #8 in base64. */
        String privateKey();
    }
}

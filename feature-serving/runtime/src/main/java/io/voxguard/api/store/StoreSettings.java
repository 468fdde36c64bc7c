package io.voxguard.api.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.PositiveDuration;
import io.voxguard.settings.PositiveNumber;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Address of the store, and bounds of its use. */
@ConfigMapping(prefix = "voxguard.store")
interface StoreSettings {
    /** {@code redis://}, {@code rediss://} or {@code redis-socket://}; from STORE_URL. */
    Optional<String> url();

    /** Connections that share the commands. */
    @WithDefault("1")
    @WithConverter(PositiveNumber.class)
    int connections();

    /** Commands that may be unanswered on one connection; more are refused as overloaded. */
    @WithDefault("32768")
    @WithConverter(PositiveNumber.class)
    int queueSize();

    /** For the connection, the TLS handshake and the greeting together. */
    @WithDefault("1s")
    @WithConverter(PositiveDuration.class)
    Duration connectTimeout();

    /** Longest pause between two attempts to connect. */
    @WithDefault("1s")
    @WithConverter(PositiveDuration.class)
    Duration reconnectDelay();

    /** Time that a connection may deliver nothing, though it is asked for signs of life, before it is replaced. */
    @WithDefault("2s")
    @WithConverter(PositiveDuration.class)
    Duration silence();

    /** PEM file of the authorities that a {@code rediss://} server is checked against; the JDK's if empty. */
    Optional<Path> trustedCertificates();
}

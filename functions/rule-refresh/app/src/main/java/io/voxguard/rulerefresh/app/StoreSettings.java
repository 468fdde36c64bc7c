package io.voxguard.rulerefresh.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the store is. */
@ConfigMapping(prefix = "voxguard.store")
interface StoreSettings {
    /** {@code redis://}, {@code rediss://} or {@code redis-socket://}; from STORE_URL. */
    Optional<String> url();

    /** For the connection, the TLS handshake and the greeting together. */
    @WithDefault("1s")
    Duration connectTimeout();

    /** The longest pause between two attempts to connect. */
    @WithDefault("500ms")
    Duration reconnectDelay();

    /** How long a connection may deliver nothing, though it is asked for signs of life, before it is made anew. */
    @WithDefault("2s")
    Duration silence();

    /** PEM file of the authorities that a {@code rediss://} server is checked against; the JDK's when empty. */
    Optional<Path> trustedCertificates();
}

package io.voxguard.store.redis.connection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Address of a store, and bounds of its use.
 *
 * @param url {@code redis://[user:password@]host[:port][/db]}, {@code rediss://…} for TLS, {@code redis-socket:///path} for a Unix socket
 * @param connections connections that share the commands; one carries 100 thousand single reads a second
 * @param queueSize commands that may be unanswered on one connection; more are refused as OVERLOADED
 * @param connectTimeout for the connection, the TLS handshake and the greeting together
 * @param reconnectDelay longest pause between two attempts to connect
 * @param silence time that a connection may deliver nothing, though it is asked for signs of life, before it is replaced
 * @param trustedCertificates PEM file of the authorities that a {@code rediss://} server is checked against; the JDK's if empty
 */
public record RedisStoreConfig(
        String url,
        int connections,
        int queueSize,
        Duration connectTimeout,
        Duration reconnectDelay,
        Duration silence,
        Optional<Path> trustedCertificates) {
    private static final int MAX_CONNECTIONS = 64;
    private static final Duration MIN_SILENCE = Duration.ofMillis(100);

    public RedisStoreConfig {
        if (connections < 1 || connections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "connections: expected 1 to " + MAX_CONNECTIONS + ", got " + connections);
        }
        if (queueSize < 1) {
            throw new IllegalArgumentException("queue size: expected at least 1, got " + queueSize);
        }
        if (silence.compareTo(MIN_SILENCE) < 0) {
            throw new IllegalArgumentException("silence: expected at least " + MIN_SILENCE + ", got " + silence);
        }
    }

    /** Returns the config of a store with the builder's defaults. */
    public static RedisStoreConfig of(String url) {
        return new Builder(url).build();
    }

    /** Returns a builder for the store at an address. */
    public static Builder at(String url) {
        return new Builder(url);
    }

    /**
     * Returns a builder for the store at an address from the environment.
     *
     * @param url value of STORE_URL
     * @throws IllegalArgumentException if it is empty or blank
     */
    public static Builder at(Optional<String> url) {
        return new Builder(url.filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("STORE_URL is not set: expected redis://host:port,"
                        + " rediss://host:port or redis-socket:///path (./voxguard run brings a store of its own)")));
    }

    /** Returns a config for the same store over another number of connections. */
    public RedisStoreConfig withConnections(int number) {
        return new RedisStoreConfig(
                url, number, queueSize, connectTimeout, reconnectDelay, silence, trustedCertificates);
    }

    /** Returns the server and the bounds, without the password. */
    @Override
    public String toString() {
        return "RedisStoreConfig[" + StoreUrl.withoutSecrets(url) + ", connections=" + connections + ", queueSize="
                + queueSize + ", connectTimeout=" + connectTimeout + ", reconnectDelay=" + reconnectDelay
                + ", silence=" + silence + "]";
    }

    /**
     * Builder of configs. Defaults: one connection, 32,768 unanswered commands, a second to connect, a second between attempts, two seconds of silence, the JDK's
     * authorities. Not thread-safe.
     */
    public static final class Builder {
        private final String url;
        private int connections = 1;
        private int queueSize = 32_768;
        private Duration connectTimeout = Duration.ofSeconds(1);
        private Duration reconnectDelay = Duration.ofSeconds(1);
        private Duration silence = Duration.ofSeconds(2);
        private Optional<Path> trustedCertificates = Optional.empty();

        private Builder(String url) {
            this.url = url;
        }

        public Builder connections(int number) {
            connections = number;
            return this;
        }

        public Builder queueSize(int commands) {
            queueSize = commands;
            return this;
        }

        public Builder connectTimeout(Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        public Builder reconnectDelay(Duration longest) {
            reconnectDelay = longest;
            return this;
        }

        public Builder silence(Duration longest) {
            silence = longest;
            return this;
        }

        public Builder trustedCertificates(Optional<Path> pem) {
            trustedCertificates = pem;
            return this;
        }

        /**
         * Returns the config.
         *
         * @throws IllegalArgumentException if a value is out of bounds or the certificates cannot be read; it names the setting below {@code voxguard.store}
         */
        public RedisStoreConfig build() {
            trustedCertificates.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
                throw new IllegalArgumentException(
                        "voxguard.store.trusted-certificates: expected a PEM file that can be read, got " + file);
            });
            try {
                return new RedisStoreConfig(
                        url, connections, queueSize, connectTimeout, reconnectDelay, silence, trustedCertificates);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("voxguard.store: " + e.getMessage(), e);
            }
        }
    }
}

package io.voxguard.store.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the store is and what bounds its use.
 *
 * @param url {@code redis://[user:password@]host[:port][/db]}, {@code rediss://…} for TLS, {@code redis-socket:///path} for a Unix socket
 * @param connections how many connections share the commands; one carries 100 thousand single reads a second
 * @param queueSize commands that may wait for an answer on one connection; more are refused as OVERLOADED
 * @param connectTimeout for the connection, the TLS handshake and the greeting together
 * @param reconnectDelay the longest pause between two attempts to connect
 * @param silence how long a connection may deliver nothing, though it is asked for signs of life, before it is made anew
 * @param trustedCertificates PEM file of the authorities that a {@code rediss://} server is checked against; the JDK's when empty
 */
public record RedisStoreConfig(
        String url,
        int connections,
        int queueSize,
        Duration connectTimeout,
        Duration reconnectDelay,
        Duration silence,
        Optional<Path> trustedCertificates) {
    private static final Duration DEFAULT_SILENCE = Duration.ofSeconds(2);
    private static final Duration SHORTEST_SILENCE = Duration.ofMillis(100);

    public RedisStoreConfig {
        if (connections < 1 || connections > 64) {
            throw new IllegalArgumentException("connections: expected 1 to 64, got " + connections);
        }
        if (queueSize < 1) {
            throw new IllegalArgumentException("queue size: expected at least 1, got " + queueSize);
        }
        if (silence.compareTo(SHORTEST_SILENCE) < 0) {
            throw new IllegalArgumentException("silence: expected at least " + SHORTEST_SILENCE + ", got " + silence);
        }
    }

    /** A connection that may be silent for two seconds. */
    public RedisStoreConfig(
            String url,
            int connections,
            int queueSize,
            Duration connectTimeout,
            Duration reconnectDelay,
            Optional<Path> trustedCertificates) {
        this(url, connections, queueSize, connectTimeout, reconnectDelay, DEFAULT_SILENCE, trustedCertificates);
    }

    /** The same store over another number of connections. */
    public RedisStoreConfig withConnections(int number) {
        return new RedisStoreConfig(
                url, number, queueSize, connectTimeout, reconnectDelay, silence, trustedCertificates);
    }

    /** One connection, 32,768 commands waiting at most, a second to connect, a second between attempts. */
    public static RedisStoreConfig of(String url) {
        return new RedisStoreConfig(url, 1, 32_768, Duration.ofSeconds(1), Duration.ofSeconds(1), Optional.empty());
    }

    /** The server and the bounds, without the password. */
    @Override
    public String toString() {
        return "RedisStoreConfig[" + StoreUrl.withoutSecrets(url) + ", connections=" + connections + ", queueSize="
                + queueSize + ", connectTimeout=" + connectTimeout + ", reconnectDelay=" + reconnectDelay
                + ", silence=" + silence + "]";
    }
}

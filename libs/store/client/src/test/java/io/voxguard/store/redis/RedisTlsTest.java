package io.voxguard.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.store.StoreOutcome;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real handshake with a certificate made for the test: the embedded server has no TLS, so a door with TLS stands before it. */
class RedisTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    @Test
    void readsAndWritesThroughTlsWithTheTrustedCertificate() throws Exception {
        Path keys = newKeyPair();
        try (EmbeddedStore server = EmbeddedStore.start();
                SSLServerSocket door = tlsDoor(keys, server.port());
                RedisStore store = RedisStore.open(config(door.getLocalPort(), Optional.of(certificate(keys))))) {
            RedisStoreTest.awaitConnection(store);
            RedisStoreTest.done(store.online().write(List.of(RedisStoreTest.row("+1", "one")), Duration.ofSeconds(2)));
            assertThat(RedisStoreTest.read(store, "+1")).containsExactly("one");
        }
    }

    @Test
    void serverWithUntrustedCertificateIsRefused() throws Exception {
        Path keys = newKeyPair();
        try (EmbeddedStore server = EmbeddedStore.start();
                SSLServerSocket door = tlsDoor(keys, server.port());
                RedisStore store = RedisStore.open(config(door.getLocalPort(), Optional.empty()))) {
            StoreOutcome outcome = RedisStoreTest.done(
                    store.online().write(List.of(RedisStoreTest.row("+1", "one")), Duration.ofSeconds(2)));
            assertThat(outcome).isEqualTo(StoreOutcome.UNAVAILABLE);
        }
    }

    @Test
    void malformedAddressIsRefusedWithoutShowingThePassword() {
        assertThatThrownBy(() -> RedisStore.open(RedisStoreConfig.of("http://user:secret@host")))
                .hasMessageContaining("STORE_URL")
                .hasMessageContaining("redis-socket://")
                .hasMessageNotContaining("secret");
    }

    private static RedisStoreConfig config(int port, Optional<Path> trusted) {
        return RedisStoreConfig.at("rediss://localhost:" + port)
                .queueSize(64)
                .connectTimeout(Duration.ofSeconds(3))
                .trustedCertificates(trusted)
                .build();
    }

    private Path newKeyPair() throws IOException, InterruptedException {
        Path keys = folder.resolve("door.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "door",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                keys.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD);
        return keys;
    }

    private Path certificate(Path keys) throws IOException, InterruptedException {
        Path pem = folder.resolve("door.pem");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "door",
                "-file",
                pem.toString(),
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD);
        return pem;
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    private static SSLServerSocket tlsDoor(Path keys, int storePort) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream in = new FileInputStream(keys.toFile())) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        SSLServerSocket door = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> {
            while (!door.isClosed()) {
                try {
                    Socket client = door.accept();
                    Socket upstream = new Socket(InetAddress.getLoopbackAddress(), storePort);
                    Thread.ofPlatform().daemon().start(() -> pump(client, upstream));
                    Thread.ofPlatform().daemon().start(() -> pump(upstream, client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
        return door;
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // the test is over
        }
    }
}

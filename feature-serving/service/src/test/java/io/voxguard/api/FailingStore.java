package io.voxguard.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The store under test, made to fail as servers do. Each test leaves it running; every start of it lives until the tests end. */
final class FailingStore {
    private FailingStore() {}

    private static int port() {
        return URI.create(StoreForTests.url()).getPort();
    }

    /** Runs {@code during} while the store accepts commands and answers none, for two seconds at most. */
    static void whileSilent(Runnable during) throws IOException {
        try (Socket admin = new Socket(InetAddress.getLoopbackAddress(), port())) {
            // accepted and served: what follows is read before any call that comes after it
            send(admin, "PING");
            assertThat(admin.getInputStream().read()).isEqualTo('+');
            send(admin, "DEBUG SLEEP 2");
            during.run();
        }
    }

    /** Ends the server's process, which loses what it holds. */
    static void stop() throws IOException {
        try (Socket admin = new Socket(InetAddress.getLoopbackAddress(), port())) {
            send(admin, "SHUTDOWN NOSAVE");
            assertThat(admin.getInputStream().read()).as("the server hangs up").isNegative();
        }
    }

    /** Starts a server where the store under test was. */
    static void startAgain() {
        EmbeddedStore store = EmbeddedStore.start(port());
        Runtime.getRuntime().addShutdownHook(new Thread(store::close));
    }

    private static void send(Socket socket, String command) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Deadlines that a test can wait for. */
    public static final class ShortDeadlines extends FeaturesForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            super.configure(models, settings);
            settings.put("voxguard.features.read-deadline", "300ms");
            settings.put("voxguard.features.write-deadline", "300ms");
        }
    }
}

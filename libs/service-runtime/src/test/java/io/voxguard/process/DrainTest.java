package io.voxguard.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.voxguard.time.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that leaves, with a real server on a free port. */
@Timeout(20)
class DrainTest {
    private static final Duration NONE = Duration.ZERO;
    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end("ok"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void processThatIsNotAskedToStopStaysReady() {
        Drain drain = drain(NONE, NONE);

        assertThat(drain.started()).isFalse();
        assertThat(new LeavingCheck(drain).call().getStatus())
                .isEqualTo(org.eclipse.microprofile.health.HealthCheckResponse.Status.UP);
    }

    @Test
    void drainingProcessIsNotReadyButStillListens() throws Exception {
        Drain drain = drain(NONE, NONE);

        drain.run(new ShutdownDelayInitiatedEvent());

        assertThat(drain.started()).isTrue();
        assertThat(new LeavingCheck(drain).call().getStatus())
                .isEqualTo(org.eclipse.microprofile.health.HealthCheckResponse.Status.DOWN);
        try (Socket socket = connect()) {
            assertThat(ask(socket)).contains("200 OK");
        }
    }

    @Test
    void withoutConnectionsTheQuietPeriodEndsAtOnceAndThePortIsClosed() throws Exception {
        long start = System.nanoTime();

        drain(Duration.ofMillis(1), Duration.ofMinutes(10)).run(new ShutdownDelayInitiatedEvent());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    }

    @Test
    void openConnectionIsAnsweredOnceMoreWithConnectionClose() throws Exception {
        try (Socket open = connect()) {
            assertThat(ask(open).toLowerCase(java.util.Locale.ROOT)).doesNotContain("connection: close");
            Thread drain = new Thread(() -> run(drain(Duration.ofMillis(1), Duration.ofSeconds(10))));
            drain.start();
            while (isListening()) {
                Thread.onSpinWait();
            }

            assertThat(ask(open).toLowerCase(java.util.Locale.ROOT)).contains("200 ok", "connection: close");

            assertThat(open.getInputStream().read()).isEqualTo(-1);
            drain.join();
        }
    }

    @Test
    void periodsAreCountedByTheTickerAlthoughAConnectionStaysOpen() throws Exception {
        AtomicLong nanos = new AtomicLong();
        Ticker anHourPerReading = () -> nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        try (Socket open = connect()) {
            ask(open);

            drain(Duration.ofHours(2), Duration.ofHours(2), anHourPerReading).run(new ShutdownDelayInitiatedEvent());

            assertThat(isListening()).isFalse();
        }
    }

    private boolean isListening() {
        try (Socket probe = connect()) {
            return probe.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static void run(Drain drain) {
        try {
            drain.run(new ShutdownDelayInitiatedEvent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Returns the head of the reply. */
    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1);
        StringBuilder head = new StringBuilder();
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            head.append(line).append('\n');
        }
        assertThat(reader.read()).isEqualTo('o');
        assertThat(reader.read()).isEqualTo('k');
        return head.toString();
    }

    private Drain drain(Duration notice, Duration quiet) {
        return drain(notice, quiet, Ticker.SYSTEM);
    }

    private Drain drain(Duration notice, Duration quiet, Ticker ticker) {
        return new Drain(
                new DrainSettings() {
                    @Override
                    public Duration notice() {
                        return notice;
                    }

                    @Override
                    public Duration quiet() {
                        return quiet;
                    }
                },
                vertx,
                ticker);
    }
}

package io.voxguard.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voxguard.store.embedded.EmbeddedStore;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SIGTERM: what is sent is answered, what cannot be taken any more is refused, and the process ends by itself. */
class LeavingIT {
    private static final String BODY =
            "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"deadline_ms\":2000}";
    private static final String SCORE =
            "POST /v1/score HTTP/1.1\r\nHost: test\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;

    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final byte[] EMPTY_SETTINGS = {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0};

    private static EmbeddedStore store;

    @BeforeAll
    static void startStore() {
        store = EmbeddedStore.start();
    }

    @AfterAll
    static void stopStore() {
        store.close();
    }

    private static ServiceProcess start() throws IOException, InterruptedException {
        return ServiceProcess.start(Map.of(
                        "STORE_URL",
                        store.url(),
                        "MODELS_DIR",
                        StoreForTests.models().toString(),
                        "VOXGUARD_SHUTDOWN_NOTICE",
                        "1500ms",
                        "VOXGUARD_SHUTDOWN_QUIET",
                        "1s"))
                .awaitReady();
    }

    /** What became of requests of clients that keep their connections, and open new ones when they are told to. */
    private static final class Load {
        private final AtomicInteger answered = new AtomicInteger();
        private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
        private final CountDownLatch over = new CountDownLatch(1);

        void run(int port) {
            while (isRunning()) {
                RawHttp http;
                try {
                    http = new RawHttp(port);
                } catch (IOException refused) {
                    // nothing was sent
                    if (endsWithin(10)) {
                        return;
                    }
                    continue;
                }
                try (http) {
                    while (isRunning() && score(http)) {
                        answered.incrementAndGet();
                    }
                } catch (IOException e) {
                    lost.add(String.valueOf(e));
                }
            }
        }

        /** Returns whether the connection may be used again. */
        private boolean score(RawHttp http) throws IOException {
            String head = http.send(SCORE).head();
            if (!head.startsWith("HTTP/1.1 200 ")) {
                lost.add(head);
            }
            http.body(Integer.parseInt(head.replaceAll("(?si).*content-length: (\\d+).*", "$1")));
            boolean closes = head.toLowerCase(Locale.ROOT).contains("connection: close");
            if (closes) {
                answered.incrementAndGet();
            }
            return !closes;
        }

        private boolean isRunning() {
            return over.getCount() > 0;
        }

        private boolean endsWithin(int millis) {
            try {
                return over.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
    }

    @Test
    void noRequestIsLostUnderLoadOnPersistentConnections() throws Exception {
        int clients = 8;
        Load load = new Load();
        try (ServiceProcess service = start();
                ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> load.run(service.port())));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> load.answered.get() >= 200);
            int before = load.answered.get();
            service.terminate();
            int code = service.exitCode();
            load.over.countDown();
            for (Future<?> client : running) {
                client.get(20, TimeUnit.SECONDS);
            }
            assertThat(load.lost).isEmpty();
            assertThat(load.answered.get()).isGreaterThan(before);
            assertThat(code).isZero();
        }
    }

    @Test
    void idleConnectionIsAnsweredOnceMoreWithConnectionClose() throws Exception {
        try (ServiceProcess service = start();
                RawHttp idle = new RawHttp(service.port())) {
            String first = idle.send(SCORE).head();
            idle.body(Integer.parseInt(first.replaceAll("(?si).*content-length: (\\d+).*", "$1")));
            assertThat(first).doesNotContainIgnoringCase("connection: close");
            service.terminate();
            service.awaitStatus("/q/health/ready", 503);
            assertThat(service.get("/v2/health/ready")).isEqualTo(503);
            String last = idle.send(SCORE).head();
            assertThat(last).startsWith("HTTP/1.1 200 ").containsIgnoringCase("connection: close");
            idle.body(Integer.parseInt(last.replaceAll("(?si).*content-length: (\\d+).*", "$1")));
            assertThat(idle.isClosedByServer()).isTrue();
            assertThat(service.exitCode()).isZero();
        }
    }

    @Test
    void http2ConnectionReceivesGoAwayAndIsClosed() throws Exception {
        try (ServiceProcess service = start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(EMPTY_SETTINGS);
            DataInputStream frames = new DataInputStream(socket.getInputStream());
            awaitFrame(frames, SETTINGS);
            service.terminate();
            // all streams that were begun by then are served
            assertThat(ByteBuffer.wrap(awaitFrame(frames, GOAWAY)).getInt()).isEqualTo(Integer.MAX_VALUE);
            assertThat(ByteBuffer.wrap(awaitFrame(frames, GOAWAY)).getInt()).isZero();
            assertThat(frames.read()).isNegative();
            assertThat(service.exitCode()).isZero();
        }
    }

    @Test
    void healthWatchReceivesNotServingAndEnds() throws Exception {
        try (ServiceProcess service = start();
                GrpcClient client = new GrpcClient(service.port())) {
            GrpcClient.Call watch =
                    client.open("grpc.health.v1.Health/Watch").send(new byte[0]).end();
            assertThat(GrpcClient.number(watch.next(), 1)).isEqualTo(1);
            service.terminate();
            assertThat(GrpcClient.number(watch.next(), 1)).isEqualTo(2);
            assertThat(watch.status()).isEqualTo("14");
            assertThat(service.exitCode()).isZero();
        }
    }

    /** The payload of the next frame of that type. */
    private static byte[] awaitFrame(DataInputStream frames, int type) throws IOException {
        while (true) {
            int length = frames.readUnsignedByte() << 16 | frames.readUnsignedShort();
            int found = frames.readUnsignedByte();
            frames.skipNBytes(1 + Integer.BYTES);
            byte[] payload = frames.readNBytes(length);
            if (found == type) {
                return payload;
            }
        }
    }
}

package io.voxguard.api.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.api.threads.LargeBatches;
import io.voxguard.testing.SettingsForTests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodiesTest {
    private static final int INLINE = 1_000;
    private static final int LIMIT = 100_000;

    private final Vertx vertx = Vertx.vertx();
    private final LargeBatches workers = new LargeBatches(1, 1);
    private final HttpSettings settings =
            SettingsForTests.read(HttpSettings.class, Map.of("voxguard.http.inline-body", Integer.toString(INLINE)));
    private final Bodies bodies = new Bodies(settings, workers);

    @AfterEach
    void close() throws Exception {
        workers.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Where a body was handed on, or its refusal, and what came. */
    private record Handed(String thread, int bytes, int status) {}

    @Test
    void smallBodyStaysOnTheEventLoop() throws Exception {
        assertThat(decode(new byte[INLINE], null)).isEqualTo(new Handed("loop", INLINE, 0));
        assertThat(decode(gzip(INLINE), "gzip")).isEqualTo(new Handed("loop", INLINE, 0));
    }

    @Test
    void largeBodyIsHandledByAWorker() throws Exception {
        assertThat(decode(new byte[INLINE + 1], null)).isEqualTo(new Handed("worker", INLINE + 1, 0));
    }

    @Test
    void smallBodyThatInflatesToALargeOneIsInflatedByAWorker() throws Exception {
        byte[] sent = gzip(LIMIT);
        assertThat(sent.length).isLessThan(INLINE);
        assertThat(decode(sent, "gzip")).isEqualTo(new Handed("worker", LIMIT, 0));
    }

    @Test
    void bodyBeyondTheLimitIsRefusedOnTheEventLoop() throws Exception {
        assertThat(decode(gzip(LIMIT + 1), "gzip")).isEqualTo(new Handed("loop", 0, 413));
    }

    @Test
    void bodyThatContradictsItsContentEncodingIsRefused() throws Exception {
        assertThat(decode(new byte[10], "gzip")).isEqualTo(new Handed("loop", 0, 400));
    }

    @Test
    void largeBodyThatFindsNoWorkerIs429() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        try {
            for (int i = 0; i < 2; i++) {
                workers.execute(() -> awaitQuietly(busy));
            }
            assertThat(decode(new byte[INLINE + 1], null)).isEqualTo(new Handed("loop", 0, 429));
        } finally {
            busy.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Handed decode(byte[] body, @Nullable String encoding) throws Exception {
        CompletableFuture<Handed> handed = new CompletableFuture<>();
        vertx.runOnContext(go -> bodies.decode(
                body,
                encoding,
                LIMIT,
                whole -> handed.complete(new Handed(thread(), whole.length, 0)),
                refused -> handed.complete(new Handed(thread(), 0, RefusedStatus.of(refused.kind())))));
        return handed.get(10, TimeUnit.SECONDS);
    }

    private static String thread() {
        return EventLoops.isHere() ? "loop" : "worker";
    }

    private static byte[] gzip(int bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(new byte[bytes]);
        }
        return out.toByteArray();
    }
}

package io.voxguard.api.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcCallTest {
    private static final int CANCEL = 8;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<GrpcCall> received = new LinkedBlockingQueue<>();
    private int port;

    @BeforeEach
    void serve() throws Exception {
        port = vertx.createHttpServer()
                .requestHandler(http -> GrpcServer.server(vertx)
                        .callHandler(call -> {
                            GrpcCall one = new GrpcCall(call, http.response());
                            call.messageHandler(message -> received.add(one));
                        })
                        .handle(http))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void cancelledCallIsClosedAndIgnoresReplies() throws Exception {
        HttpClientRequest request = begin(client());
        GrpcCall call = next();
        assertThat(call.isClosed()).isFalse();
        request.reset(CANCEL);
        awaitClosed(call);
        answerInVain(call);
    }

    @Test
    void callWhoseConnectionIsGoneIsClosed() throws Exception {
        HttpClient client = client();
        begin(client);
        GrpcCall call = next();
        client.close();
        awaitClosed(call);
        answerInVain(call);
    }

    private void answerInVain(GrpcCall call) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        vertx.runOnContext(go -> {
            try {
                call.write(new byte[1]);
                call.send(new byte[0]);
                call.refuse(new GrpcFault(GrpcStatus.INTERNAL, "a fault"));
                done.complete(true);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private GrpcCall next() throws InterruptedException {
        GrpcCall call = received.poll(10, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no call");
        }
        return call;
    }

    private static void awaitClosed(GrpcCall call) {
        await("the call is closed").atMost(Duration.ofSeconds(10)).until(call::isClosed);
    }

    private HttpClient client() {
        return vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    }

    /** A call with one empty message that does not end. */
    private HttpClientRequest begin(HttpClient client) throws Exception {
        HttpClientRequest request = client.request(HttpMethod.POST, port, "127.0.0.1", "/a.B/C")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        request.putHeader("content-type", "application/grpc").setChunked(true);
        request.write(Buffer.buffer(new byte[5]));
        return request;
    }
}

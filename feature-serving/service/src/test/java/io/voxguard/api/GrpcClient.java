package io.voxguard.api;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** gRPC by its frames over HTTP/2 without TLS, with messages by their fields. */
final class GrpcClient implements AutoCloseable {
    private static final long PATIENCE_S = 10;
    private static final int FRAME_HEAD = 5;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final int port;

    GrpcClient(int port) {
        this.port = port;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    }

    /** A call that goes on: messages are sent and received one by one. */
    final class Call {
        private final HttpClientRequest request;
        private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<String> status = new CompletableFuture<>();
        private Buffer pending = Buffer.buffer();

        private Call(HttpClientRequest request) {
            this.request = request;
            request.response().onComplete(reply -> {
                if (reply.succeeded()) {
                    receive(reply.result());
                } else {
                    status.completeExceptionally(reply.cause());
                }
            });
        }

        private void receive(HttpClientResponse reply) {
            reply.handler(data -> {
                pending.appendBuffer(data);
                while (pending.length() >= FRAME_HEAD && pending.length() >= FRAME_HEAD + pending.getInt(1)) {
                    int end = FRAME_HEAD + pending.getInt(1);
                    messages.add(pending.getBytes(FRAME_HEAD, end));
                    pending = pending.getBuffer(end, pending.length());
                }
            });
            reply.exceptionHandler(status::completeExceptionally);
            reply.endHandler(end -> {
                String inTrailers = reply.trailers().get("grpc-status");
                status.complete(String.valueOf(inTrailers == null ? reply.getHeader("grpc-status") : inTrailers));
            });
        }

        Call send(byte[] message) {
            request.write(Buffer.buffer()
                    .appendByte((byte) 0)
                    .appendInt(message.length)
                    .appendBytes(message));
            return this;
        }

        Call end() {
            request.end();
            return this;
        }

        void cancel() {
            request.reset(8);
        }

        /** The next message. */
        byte[] next() throws InterruptedException {
            byte[] message = messages.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no message; status " + status);
            }
            return message;
        }

        /** The status as a number, once the call has ended. */
        String status() throws Exception {
            return status.get(PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    Call open(String method, String... headers) throws Exception {
        return client.request(HttpMethod.POST, port, "localhost", "/" + method)
                .map(request -> {
                    request.putHeader("content-type", "application/grpc").putHeader("te", "trailers");
                    for (int i = 0; i < headers.length; i += 2) {
                        request.putHeader(headers[i], headers[i + 1]);
                    }
                    request.setChunked(true);
                    return new Call(request);
                })
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    /** A field of a message: an integer, or bytes. */
    record Field(int number, long value, byte[] bytes) {}

    static List<Field> fields(byte[] message) throws IOException {
        List<Field> fields = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            boolean isNumber = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT;
            fields.add(new Field(
                    WireFormat.getTagFieldNumber(tag),
                    isNumber ? in.readInt64() : 0,
                    isNumber ? new byte[0] : in.readByteArray()));
        }
        return fields;
    }

    /** The first field of that number, as text; empty where there is none. */
    static String text(byte[] message, int number) throws IOException {
        return new String(bytes(message, number), StandardCharsets.UTF_8);
    }

    static byte[] bytes(byte[] message, int number) throws IOException {
        return fields(message).stream()
                .filter(field -> field.number() == number)
                .findFirst()
                .map(Field::bytes)
                .orElse(new byte[0]);
    }

    static long number(byte[] message, int number) throws IOException {
        return fields(message).stream()
                .filter(field -> field.number() == number)
                .findFirst()
                .map(Field::value)
                .orElse(0L);
    }

    /** Writes the fields of a message. */
    interface Writing {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] message(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writing.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }
}

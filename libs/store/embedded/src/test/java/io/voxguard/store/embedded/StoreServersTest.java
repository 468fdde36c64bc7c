package io.voxguard.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoreServersTest {
    @Test
    void freePortCanBeListenedOn() throws IOException {
        try (ServerSocket socket = new ServerSocket(FreePort.onLoopback(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).isTrue();
        }
    }

    @Test
    void startedExecutableAnswersAtOnceAndEndsWhenClosed() throws Exception {
        Optional<Path> redis = StoreExecutable.find("redis-server", "REDIS_SERVER");
        assumeTrue(redis.isPresent(), "no redis-server on the path");
        int port;
        try (StoreExecutable server = StoreExecutable.start(redis.get());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            port = server.port();
            client.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(7))
                    .isEqualTo("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(IOException.class);
    }

    @Test
    void executableThatEndsAtItsStartIsReported() {
        assertThatThrownBy(() -> StoreExecutable.start(Path.of("/bin/false")))
                .isInstanceOf(IOException.class)
                .hasMessage("/bin/false ended at its start");
    }

    @Test
    void missingExecutableIsNotFound() {
        assertThat(StoreExecutable.find("no-such-server", "NO_SUCH_VARIABLE")).isEmpty();
    }
}

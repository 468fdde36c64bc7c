package io.voxguard.store.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.store.embedded.EmbeddedStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordingProxyTest {
    private final EmbeddedStore server = EmbeddedStore.start();
    private RecordingProxy proxy;

    @BeforeEach
    void startProxy() throws IOException {
        proxy = RecordingProxy.start("127.0.0.1", server.port());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void recordsCommandsWithTheirSubcommandsAndPassesRequestsAndRepliesOn() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, request("set", "key", "*1\r\n$3\r\nTTL\r\n\0ÿ"), 5))
                    .isEqualTo("+OK\r\n");
            assertThat(ask(client, request("GET", "key"), 22)).isEqualTo("$15\r\n*1\r\n$3\r\nTTL\r\n\0ÿ\r\n");
            assertThat(ask(client, request("client", "setname", "GET"), 5)).isEqualTo("+OK\r\n");
            assertThat(ask(client, request("COMMAND", "COUNT"), 1)).isEqualTo(":");
        }
        assertThat(proxy.commands()).containsExactly("CLIENT SETNAME", "COMMAND COUNT", "GET", "SET");
    }

    @Test
    void recordsInlineCommands() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, "\r\nping\r\nconfig  resetstat \n", 12)).isEqualTo("+PONG\r\n+OK\r\n");
        }
        assertThat(proxy.commands()).containsExactly("CONFIG RESETSTAT", "PING");
    }

    @Test
    void recordsFragmentedAndPipelinedCommands() throws IOException {
        String pipeline =
                request("INCR", "n") + request("script", "exists", "0") + request("PING") + request("DEL", "");
        try (Socket client = connect()) {
            for (byte piece : pipeline.getBytes(StandardCharsets.ISO_8859_1)) {
                client.getOutputStream().write(piece);
            }
            assertThat(read(client, 23)).isEqualTo(":1\r\n*1\r\n:0\r\n+PONG\r\n:0\r\n");
            assertThat(ask(client, pipeline, 4)).isEqualTo(":2\r\n");
        }
        assertThat(proxy.commands()).containsExactly("DEL", "INCR", "PING", "SCRIPT EXISTS");
    }

    @Test
    void dropsConnectionsAndAcceptsNewOnes() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, request("PING"), 7)).isEqualTo("+PONG\r\n");
            proxy.dropConnections();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket client = connect()) {
            assertThat(ask(client, request("PING"), 7)).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void frozenStoreAcceptsRequestsAndAnswersWhenItThaws() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, request("PING"), 7)).isEqualTo("+PONG\r\n");
            proxy.freeze(true);
            client.setSoTimeout(50);
            assertThatThrownBy(() -> ask(client, request("INCR", "n"), 4)).isInstanceOf(SocketTimeoutException.class);
            try (Socket direct = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                assertThat(ask(direct, request("INCR", "n"), 4)).isEqualTo(":2\r\n");
            }
            client.setSoTimeout(5000);
            proxy.freeze(false);
            assertThat(read(client, 4)).isEqualTo(":1\r\n");
        }
    }

    @Test
    void frozenConnectionCanBeDropped() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, request("PING"), 7)).isEqualTo("+PONG\r\n");
            proxy.freeze(true);
            client.getOutputStream().write(request("PING").getBytes(StandardCharsets.ISO_8859_1));
            proxy.dropConnections();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void unreachableServerClosesTheConnection() throws IOException {
        server.close();
        try (Socket client = connect()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    private Socket connect() throws IOException {
        URI url = URI.create(proxy.url());
        Socket client = new Socket(url.getHost(), url.getPort());
        client.setSoTimeout(5000);
        return client;
    }

    private static String request(String... words) {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return request.toString();
    }

    private static String ask(Socket client, String request, int replyLength) throws IOException {
        client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return read(client, replyLength);
    }

    private static String read(Socket client, int length) throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        while (reply.size() < length) {
            int next = client.getInputStream().read();
            assertThat(next).as("the connection closed after %s", reply).isNotEqualTo(-1);
            reply.write(next);
        }
        return reply.toString(StandardCharsets.ISO_8859_1);
    }
}

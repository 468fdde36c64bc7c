package io.voxguard.store.messaging.streams;

import io.voxguard.store.embedded.FreePort;
import io.voxguard.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Server with an append-only file that is written before each reply, which can be killed and started again with its data. */
final class DurableServer implements AutoCloseable {
    private final Path executable;
    private final Path folder;
    private final int port = FreePort.onLoopback();
    private Process process;

    DurableServer(Path executable, Path folder) throws IOException {
        this.executable = executable;
        this.folder = folder;
        this.process = launch();
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    private Process launch() throws IOException {
        Process started = new ProcessBuilder(
                        executable.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        Eventually.await("the server answers", this::answers);
        return started;
    }

    private boolean answers() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        }
    }

    /** Kills the server as a crash would, and starts it again. */
    void restart() throws IOException, InterruptedException {
        kill();
        process = launch();
    }

    private void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server did not end");
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}

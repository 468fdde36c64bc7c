package io.voxguard.rulerefresh.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before a server on loopback: open, shut (connections end), or silent (what is sent is not passed on). */
final class Gate implements AutoCloseable {
    enum State {
        OPEN,
        SHUT,
        SILENT
    }

    private final ServerSocket listening;
    private final int to;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile State state = State.OPEN;

    private Gate(ServerSocket listening, int to) {
        this.listening = listening;
        this.to = to;
    }

    static Gate to(int port) throws IOException {
        Gate gate = new Gate(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        Thread.ofPlatform().daemon().start(gate::accept);
        return gate;
    }

    int port() {
        return listening.getLocalPort();
    }

    void set(State next) {
        state = next;
        if (next == State.SHUT) {
            endAll();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket from = listening.accept();
                if (state == State.SHUT) {
                    from.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                sockets.add(from);
                sockets.add(server);
                Thread.ofPlatform().daemon().start(() -> pass(from, server));
                Thread.ofPlatform().daemon().start(() -> pass(server, from));
            } catch (IOException e) {
                endAll();
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (state != State.SILENT) {
                    to.getOutputStream().write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            sockets.remove(from); // it was ended
        }
    }

    private void endAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                continue; // it is as good as closed
            }
        }
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        endAll();
    }
}

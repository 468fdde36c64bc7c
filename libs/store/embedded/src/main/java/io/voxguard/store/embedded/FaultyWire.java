package io.voxguard.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Proxy on loopback in front of a real server that can be made to fail: connections that end, replies that do not come, a break in the middle of a client's work.
 * Thread-safe.
 */
public final class FaultyWire implements AutoCloseable {
    private final ServerSocket door;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private volatile int server;
    private byte @Nullable [] cutAfter;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private State state = State.OPEN;
    private int commandsLeft = Integer.MAX_VALUE;
    private boolean onceDone;

    /** State of the wire. */
    public enum State {
        /** Bytes are passed on. */
        OPEN,
        /** Connections have ended, and new ones end at once. */
        SHUT,
        /** Bytes are dropped; connections stay open. */
        SILENT
    }

    private FaultyWire(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Starts a wire to a server on this machine. */
    public static FaultyWire to(int port) {
        try {
            FaultyWire wire = new FaultyWire(port);
            Thread.ofPlatform().daemon().start(wire::accept);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return door.getLocalPort();
    }

    public synchronized State state() {
        return state;
    }

    /** Starts a fault, or ends it. */
    public synchronized void set(State next) {
        state = next;
        commandsLeft = Integer.MAX_VALUE;
        if (next == State.SHUT) {
            end();
        }
    }

    /**
     * Shuts at a coming command of a client that waits for each reply before it sends more.
     *
     * @param command number of the command; 1: the next
     * @param done whether the server still runs the command, and only its reply is lost
     */
    public synchronized void shutAt(int command, boolean done) {
        commandsLeft = command;
        onceDone = done;
    }

    /** Freezes the open connections without closing them: nothing passes on them any more. New ones work. */
    public void freezeConnections() {
        lines.forEach(line -> line.dead = true);
    }

    /** Leads new connections to another server; open ones stay with theirs. */
    public void leadTo(int port) {
        server = port;
    }

    /** Returns the number of connections so far. */
    public int connections() {
        return connections.get();
    }

    /** Ends the connection in the next reply that contains some bytes, right behind them. */
    public synchronized void cutAfter(byte[] bytes) {
        cutAfter = bytes.clone();
    }

    /** Returns how many bytes of a reply to pass on; fewer than came if the connection ends behind them. */
    private synchronized int passed(byte[] piece, int length) {
        byte[] wanted = cutAfter;
        for (int at = 0; wanted != null && at + wanted.length <= length; at++) {
            if (Arrays.equals(piece, at, at + wanted.length, wanted, 0, wanted.length)) {
                cutAfter = null;
                return at + wanted.length;
            }
        }
        return length;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (state() == State.SHUT) {
                    client.close();
                    continue;
                }
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(client);
                sockets.add(behind);
                connections.incrementAndGet();
                Line line = new Line();
                lines.add(line);
                Thread.ofPlatform().daemon().start(() -> carry(client, behind, line, true));
                Thread.ofPlatform().daemon().start(() -> carry(behind, client, line, false));
            } catch (IOException e) {
                end();
            }
        }
    }

    /** Connection of one client: what comes after a reply is the next command, in however many pieces. */
    private static final class Line {
        private boolean answered = true;
        private volatile boolean dead;
    }

    private void carry(Socket from, Socket to, Line line, boolean commands) {
        byte[] piece = new byte[1 << 16];
        try (from;
                to) {
            for (int length = from.getInputStream().read(piece);
                    length >= 0;
                    length = from.getInputStream().read(piece)) {
                State now = after(line, commands);
                if (now == State.SHUT) {
                    return;
                }
                if (now == State.OPEN && !line.dead) {
                    int passed = commands ? length : passed(piece, length);
                    to.getOutputStream().write(piece, 0, passed);
                    if (passed < length) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // it was ended
        } finally {
            lines.remove(line);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /** Counts a piece, and returns the state of the wire after it. */
    private synchronized State after(Line line, boolean commands) {
        if (commands && line.answered) {
            line.answered = false;
            commandsLeft--;
        } else if (!commands) {
            line.answered = true;
        }
        if (commandsLeft <= 0 && commands != onceDone) {
            set(State.SHUT);
        }
        return state;
    }

    private void end() {
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
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        end();
    }
}

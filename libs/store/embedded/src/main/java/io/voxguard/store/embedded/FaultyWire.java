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
 * Stands on loopback before a real server, so that its faults can be made: connections that end, answers that do not come, a break in the middle of what a
 * client does. Thread-safe.
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

    /** What becomes of bytes. */
    public enum State {
        /** They are passed on. */
        OPEN,
        /** Connections have ended, and new ones end at once. */
        SHUT,
        /** They are swallowed; connections stay. */
        SILENT
    }

    private FaultyWire(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** A wire to a server on this machine. */
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

    /** Makes a fault, or ends one. */
    public synchronized void set(State next) {
        state = next;
        commandsLeft = Integer.MAX_VALUE;
        if (next == State.SHUT) {
            end();
        }
    }

    /**
     * Shuts at a command to come, for a client that waits for each answer before it asks for more.
     *
     * @param command 1: the next
     * @param done whether the server has it and has done it, only nobody hears of that
     */
    public synchronized void shutAt(int command, boolean done) {
        commandsLeft = command;
        onceDone = done;
    }

    /** Makes the connections that there are go dead without an end: nothing passes on them any more. New ones are carried. */
    public void freezeConnections() {
        lines.forEach(line -> line.dead = true);
    }

    /** Carries new connections to another server; those that there are stay with theirs. */
    public void leadTo(int port) {
        server = port;
    }

    /** How many connections have been carried so far. */
    public int connections() {
        return connections.get();
    }

    /** Ends all connections in the next reply that holds some bytes, right behind them. */
    public synchronized void cutAfter(byte[] bytes) {
        cutAfter = bytes.clone();
    }

    /** How many bytes of a reply are passed on; fewer than came where the connection ends behind them. */
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

    /** One client's line: what comes after an answer is the next command, however many pieces it comes in. */
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

    /** How the wire is, now that a piece has come. */
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

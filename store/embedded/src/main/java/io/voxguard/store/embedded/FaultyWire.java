package io.voxguard.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands on loopback before a real server, so that its faults can be made: connections that end, answers that do not come, a break in the middle of what a
 * client does. Thread-safe.
 */
public final class FaultyWire implements AutoCloseable {
    private final ServerSocket door;
    private final int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
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
                Line line = new Line();
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
                if (now == State.OPEN) {
                    to.getOutputStream().write(piece, 0, length);
                }
            }
        } catch (IOException e) {
            // it was ended
        } finally {
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

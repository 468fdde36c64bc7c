package io.voxguard.rulerefresh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A wire to a store that breaks at a command: before the store has it, or after the store has done it and before anybody hears of that. For one client that waits
 * for each answer before it asks for more.
 */
final class FailingWire implements AutoCloseable {
    private final ServerSocket door;
    private final int store;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean broken;
    private int commandsLeft = Integer.MAX_VALUE;
    private boolean afterwards;

    FailingWire(int store) {
        this.store = store;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "redis://127.0.0.1:" + door.getLocalPort();
    }

    /** Breaks at a command to come, the first being 1. */
    synchronized void breakAt(int command, boolean onceDone) {
        commandsLeft = command;
        afterwards = onceDone;
    }

    /** Whether it is broken now. */
    synchronized boolean isBroken() {
        return broken;
    }

    synchronized void mend() {
        broken = false;
        commandsLeft = Integer.MAX_VALUE;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (isBroken()) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), store);
                open.add(client);
                open.add(server);
                Line line = new Line();
                Thread.ofVirtual().start(() -> carry(client, server, line, true));
                Thread.ofVirtual().start(() -> carry(server, client, line, false));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** One client's line: what comes after an answer is the next command, however many pieces it comes in. */
    private static final class Line {
        boolean answered = true;
    }

    private void carry(Socket from, Socket to, Line line, boolean commands) {
        byte[] piece = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (breaks(line, commands)) {
                    return;
                }
                out.write(piece, 0, length);
            }
        } catch (IOException cut) {
            // the other half sees it too
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private synchronized boolean breaks(Line line, boolean commands) {
        if (commands && line.answered) {
            line.answered = false;
            commandsLeft--;
        } else if (!commands) {
            line.answered = true;
        }
        broken |= commandsLeft <= 0 && commands != afterwards;
        return broken;
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

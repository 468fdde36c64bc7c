package io.voxguard.store.suite;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Proxy on loopback between a client and a real server that passes all bytes on unchanged and records the commands: a
 * command is recorded before the server has it. Can fall silent and can drop its connections. Thread-safe.
 */
final class RecordingProxy implements AutoCloseable {
    private final String host;
    private final int port;
    private final ServerSocket door;
    private final Set<String> commands = new ConcurrentSkipListSet<>();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean frozen;

    private RecordingProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Listens on a free port for connections to the server at the given address, which need not be running yet. */
    static RecordingProxy start(String host, int port) throws IOException {
        RecordingProxy proxy = new RecordingProxy(host, port);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    String url() {
        return "redis://127.0.0.1:" + door.getLocalPort();
    }

    /** Returns the commands so far, in upper case, each once and with its subcommand: {@code GET}, {@code CLIENT TRACKING}. */
    Set<String> commands() {
        return Collections.unmodifiableSet(new TreeSet<>(commands));
    }

    /** Closes all connections; new ones are accepted. */
    void dropConnections() {
        links.forEach(Link::close);
    }

    /** While frozen, requests still reach the server but no reply is returned; held replies are sent when it thaws. */
    void freeze(boolean frozen) {
        lock.lock();
        try {
            this.frozen = frozen;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        dropConnections();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                try {
                    new Link(client, new Socket(host, port)).open();
                } catch (IOException serverAway) {
                    client.close();
                }
            } catch (IOException closed) {
                // the loop ends with the door
            }
        }
    }

    /** Connection of the client, with the matching connection to the server. */
    private final class Link {
        private final Socket client;
        private final Socket server;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void open() throws IOException {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            links.add(this);
            Thread.ofVirtual().start(this::requests);
            Thread.ofVirtual().start(this::replies);
            if (door.isClosed()) {
                close();
            }
        }

        private void requests() {
            RequestNames names = new RequestNames(commands::add);
            pump(client, server, names::read);
        }

        private void replies() {
            pump(server, client, (bytes, length) -> awaitThaw());
        }

        private void pump(Socket from, Socket to, Chunk before) {
            byte[] bytes = new byte[8192];
            try (InputStream in = from.getInputStream()) {
                for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                    before.pass(bytes, length);
                    to.getOutputStream().write(bytes, 0, length);
                }
            } catch (IOException closed) {
                // by either side, or by dropConnections()
            } finally {
                close();
            }
        }

        private void awaitThaw() {
            lock.lock();
            try {
                while (frozen && !client.isClosed()) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }

        void close() {
            links.remove(this);
            lock.lock();
            try {
                client.close();
                server.close();
                changed.signalAll();
            } catch (IOException alreadyGone) {
                // nothing more to close
            } finally {
                lock.unlock();
            }
        }
    }

    @FunctionalInterface
    private interface Chunk {
        void pass(byte[] bytes, int length);
    }
}

package io.voxguard.store.messaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Records the commands that a real server is given, those of scripts among them, by MONITOR. */
public final class StoreMonitor implements AutoCloseable {
    private static final Pattern COMMAND = Pattern.compile("\\[\\d+ ([^]]*)] \"([^\"]*)\"(?: \"([^\"]*)\")?.*");
    private static final Set<String> WITH_SUBCOMMAND = Set.of("CLIENT", "SCRIPT", "XGROUP", "XINFO", "PUBSUB");

    private final Socket socket;
    private final Set<String> commands = new ConcurrentSkipListSet<>();

    private StoreMonitor(Socket socket) {
        this.socket = socket;
    }

    /** Starts to record; returns once the server has confirmed it. */
    public static StoreMonitor start(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        StoreMonitor monitor = new StoreMonitor(socket);
        socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String confirmation = lines.readLine();
        if (!"+OK".equals(confirmation)) {
            throw new IOException("MONITOR: " + confirmation);
        }
        Thread.ofPlatform().daemon().start(() -> monitor.read(lines));
        return monitor;
    }

    private void read(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher command = COMMAND.matcher(line.substring(line.indexOf('[')));
                if (command.matches()) {
                    String name = command.group(2).toUpperCase(Locale.ROOT);
                    commands.add(
                            WITH_SUBCOMMAND.contains(name) && command.group(3) != null
                                    ? name + " " + command.group(3).toUpperCase(Locale.ROOT)
                                    : name);
                }
            }
        } catch (IOException e) {
            // it was closed
        }
    }

    /** Returns the commands so far that DragonflyDB does not have, by the project's table, or that it bars. */
    public Set<String> unsupported() throws IOException {
        Set<String> supported = supported();
        return commands.stream().filter(command -> !supported.contains(command)).collect(Collectors.toSet());
    }

    public Set<String> commands() {
        return Set.copyOf(commands);
    }

    private static Set<String> supported() throws IOException {
        List<String> rows =
                Files.readAllLines(Path.of(System.getProperty("voxguard.root"), "docs/store/dragonfly-commands.csv"));
        return rows.stream()
                .filter(row -> !row.startsWith("#"))
                .map(row -> row.split(",", -1))
                .filter(cells -> !cells[2].equals("no") && !cells[3].startsWith("not to be used"))
                .map(cells -> (cells[0] + " " + cells[1]).strip())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

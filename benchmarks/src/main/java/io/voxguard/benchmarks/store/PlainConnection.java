package io.voxguard.benchmarks.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Connection for one command at a time, outside the measurement: reads the store's CPU time, and removes the keys that were written. Not thread-safe. */
final class PlainConnection implements AutoCloseable {
    private static final Pattern CPU = Pattern.compile("used_cpu_(?:sys|user):([0-9.]+)");

    private final SocketChannel channel;
    private final InputStream in;

    PlainConnection(StoreAddress address) throws IOException {
        channel = SocketChannel.open(
                address.isSocket()
                        ? UnixDomainSocketAddress.of(address.socket())
                        : new InetSocketAddress(address.host(), address.port()));
        in = new BufferedInputStream(Channels.newInputStream(channel));
    }

    /** Returns the CPU time of the store so far, in seconds. */
    double cpuSeconds() throws IOException {
        Matcher matcher = CPU.matcher(ask(List.of("INFO", "CPU")));
        double seconds = 0;
        while (matcher.find()) {
            seconds += Double.parseDouble(matcher.group(1));
        }
        return seconds;
    }

    String ask(List<String> command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Workload.bytes("*" + command.size() + "\r\n"));
        for (String part : command) {
            out.writeBytes(Workload.bytes("$" + part.length() + "\r\n" + part + "\r\n"));
        }
        ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        String line = line();
        if (!line.startsWith("$")) {
            return line;
        }
        byte[] text = in.readNBytes(Integer.parseInt(line.substring(1)) + 2);
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the store closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

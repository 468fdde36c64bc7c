package io.voxguard.demo.events;

import io.voxguard.demo.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Case management of {@code clients/events}.
 *
 * @param python of its environment
 * @param folder {@code clients/events}
 * @param scratch folder for its database
 */
record CaseManagement(Path python, Path folder, Path scratch) {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String LETTUCE_SOCKET = "redis-socket://";
    private static final String PYTHON_SOCKET = "unix://";

    /** Lets it make cases of what is in a stream, and returns them. */
    Cases read(String storeUrl, String stream) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        python.toString(),
                        "-m",
                        "case_management",
                        "--once",
                        "--stream",
                        stream,
                        "--database",
                        scratch.resolve("cases.db").toString()))
                .directory(scratch.toFile());
        builder.environment().put("PYTHONPATH", folder.toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().put("STORE_URL", forPython(storeUrl)); // not an argument: it may hold a password
        Command.Result result = Command.run(builder, LIMIT);
        if (!result.succeeded()) {
            throw new IOException("case management failed: " + result.cause());
        }
        return Cases.read(result.output());
    }

    static String forPython(String storeUrl) {
        return storeUrl.startsWith(LETTUCE_SOCKET)
                ? PYTHON_SOCKET + storeUrl.substring(LETTUCE_SOCKET.length())
                : storeUrl;
    }
}

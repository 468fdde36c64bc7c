package io.voxguard.demo.events;

import io.voxguard.demo.process.HttpProcess;
import io.voxguard.store.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * event-fanout and the consumers of a run. Closing ends them.
 *
 * @param scratch folder with their files, which closing deletes
 */
record EventProcesses(
        Path scratch, HttpProcess fanout, Optional<CaseManagement> caseManagement, Optional<Alerting> alerting)
        implements AutoCloseable {
    /** Variables by which the user's own event-fanout is set up. */
    private static final Pattern OWN_SETTINGS =
            Pattern.compile("VOXGUARD_(FANOUT|FUNCTION|SHUTDOWN)_.*|KAFKA_BOOTSTRAP_SERVERS");

    private static final int SECRET_BYTES = 32;

    /** Starts them without waiting for event-fanout. */
    static EventProcesses start(Path root, ConsumerPrograms programs, String storeUrl, RunKeys keys)
            throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("voxguard-events-");
        String secret = secret();
        Optional<Alerting> alerting = Optional.empty();
        try {
            if (programs.alertingExecutable().isPresent()) {
                alerting =
                        Optional.of(Alerting.start(programs.alertingExecutable().get(), scratch, secret));
            }
            Optional<CaseManagement> caseManagement =
                    programs.pythonExecutable().map(python -> new CaseManagement(python, programs.folder(), scratch));
            OptionalInt port = alerting.map(Alerting::port).map(OptionalInt::of).orElse(OptionalInt.empty());
            Path document = Files.writeString(
                    scratch.resolve("destinations.yaml"),
                    Destinations.document(keys, caseManagement.isPresent(), port));
            HttpProcess fanout = HttpProcess.start(
                    "event-fanout", fanout(root, storeUrl, keys, document, secret), FreePort.onLoopback());
            return new EventProcesses(scratch, fanout, caseManagement, alerting);
        } catch (IOException | InterruptedException | RuntimeException e) {
            alerting.ifPresent(Alerting::close);
            Folders.delete(scratch);
            throw e;
        }
    }

    /** Returns the names of the destinations. */
    List<String> destinations() {
        return Stream.of(caseManagement.map(runs -> Destinations.CASES), alerting.map(runs -> Destinations.ALERTS))
                .flatMap(Optional::stream)
                .toList();
    }

    private static ProcessBuilder fanout(Path root, String storeUrl, RunKeys keys, Path document, String secret) {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-jar",
                root.resolve("functions/event-fanout/service/target/quarkus-app/quarkus-run.jar")
                        .toString()));
        builder.environment().keySet().removeIf(OWN_SETTINGS.asMatchPredicate());
        builder.environment().putAll(keys.ofFanout());
        builder.environment().put("STORE_URL", storeUrl);
        builder.environment().put("VOXGUARD_FANOUT_DESTINATIONS", document.toString());
        builder.environment().put(Destinations.SECRET_VARIABLE, secret);
        builder.environment().put("VOXGUARD_SHUTDOWN_NOTICE", "0s");
        builder.environment().put("VOXGUARD_SHUTDOWN_QUIET", "0s");
        return builder;
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void close() {
        fanout.close();
        alerting.ifPresent(Alerting::close);
        Folders.delete(scratch);
    }
}

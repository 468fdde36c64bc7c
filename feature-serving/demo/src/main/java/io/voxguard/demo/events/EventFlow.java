package io.voxguard.demo.events;

import io.voxguard.demo.process.Polling;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Way of a run's detections: the service's stream, event-fanout, case management and alerting. Closing, which the end of this process does too, ends the processes and
 * removes the keys. Only closing is thread-safe.
 */
public final class EventFlow implements AutoCloseable {
    private static final Duration TO_EMIT = Duration.ofSeconds(15);
    private static final Duration TO_DELIVER = Duration.ofSeconds(30);
    private static final Duration TO_PAGE = Alerting.PAGE_EVERY.multipliedBy(3);

    private final String storeUrl;
    private final RunKeys keys;
    private final List<String> leftOut;
    private final Optional<EventProcesses> processes;
    private final Consumer<List<String>> removal;
    private final Thread hook = new Thread(this::end);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private volatile Optional<Emitter> emitter = Optional.empty();
    private boolean ended;

    /** Service whose detections these are; closing it ends it. */
    public interface Emitter extends AutoCloseable {
        URI url();

        @Override
        void close();
    }

    private EventFlow(
            String storeUrl,
            RunKeys keys,
            List<String> leftOut,
            Optional<EventProcesses> processes,
            Consumer<List<String>> removal) {
        this.storeUrl = storeUrl;
        this.keys = keys;
        this.leftOut = leftOut;
        this.processes = processes;
        this.removal = removal;
    }

    /** Returns a flow in which nothing runs. */
    public static EventFlow off() {
        return new EventFlow("", RunKeys.random(), List.of(), Optional.empty(), keys -> {});
    }

    /**
     * Prepares the consumers' programs, and starts event-fanout and those that can run here.
     *
     * @param root of the project
     * @param removal removes keys from the store
     */
    public static EventFlow start(Path root, String storeUrl, Consumer<List<String>> removal)
            throws IOException, InterruptedException {
        ConsumerPrograms programs = ConsumerPrograms.prepare(root.resolve("clients/events"));
        RunKeys keys = RunKeys.random();
        Optional<EventProcesses> processes = programs.canRunAny()
                ? Optional.of(EventProcesses.start(root, programs, storeUrl, keys))
                : Optional.empty();
        EventFlow flow = new EventFlow(storeUrl, keys, programs.leftOut(), processes, removal);
        Runtime.getRuntime().addShutdownHook(flow.hook);
        return flow;
    }

    /** Returns the settings that the service needs to take part. */
    public Map<String, String> serviceEnvironment() {
        return processes.isPresent() ? keys.ofService() : Map.of();
    }

    /** Returns once what a service emits is delivered. */
    public void awaitReady(Emitter service) throws IOException, InterruptedException {
        emitter = Optional.of(service);
        if (processes.isPresent()) {
            processes.get().fanout().awaitReady();
        }
    }

    /**
     * Waits until the detections have arrived, for a bounded time, and returns what has become of them.
     *
     * @param detections calls that were blocked or left to review
     * @param blocked those of them about which alerting pages
     */
    public EventReport report(long detections, long blocked) throws IOException, InterruptedException {
        return processes.isPresent() ? report(processes.get(), detections, blocked) : EventReport.ofNothing(leftOut);
    }

    private EventReport report(EventProcesses running, long detections, long blocked)
            throws IOException, InterruptedException {
        URI service = emitter.orElseThrow().url();
        Polling.until(TO_EMIT, () -> EmittedDetections.ask(http, service).total() >= detections);
        long emitted = EmittedDetections.ask(http, service).sent();
        Map<String, Destinations.State> states = awaitDelivery(running, emitted);
        Map<String, Long> delivered = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>(leftOut);
        states.forEach((name, state) -> {
            delivered.put(name, state.delivered());
            if (state.delivered() < emitted) {
                notes.add("Not delivered to " + name + ": " + state.missing(emitted));
            }
        });
        Optional<Cases> cases = Optional.empty();
        if (running.caseManagement().isPresent()) {
            Cases made = running.caseManagement().get().read(storeUrl, keys.cases());
            cases = Optional.of(made);
            delivered.put(Destinations.CASES, made.events());
        }
        return new EventReport(detections, emitted, delivered, cases, pages(running, blocked), notes);
    }

    /** Returns how the destinations stand, once all are done with what was emitted or the time is over. */
    private Map<String, Destinations.State> awaitDelivery(EventProcesses running, long emitted)
            throws IOException, InterruptedException {
        Map<String, Destinations.State> states = new LinkedHashMap<>();
        running.destinations().forEach(name -> states.put(name, Destinations.State.UNKNOWN));
        URI fanout = running.fanout().url();
        Polling.until(TO_DELIVER, () -> {
            Map<String, Destinations.State> now = Destinations.states(http, fanout);
            states.replaceAll((name, before) -> now.getOrDefault(name, before));
            return states.values().stream().allMatch(state -> state.settled() >= emitted);
        });
        return states;
    }

    private static Optional<List<Page>> pages(EventProcesses running, long blocked)
            throws IOException, InterruptedException {
        if (running.alerting().isEmpty()) {
            return Optional.empty();
        }
        Alerting alerting = running.alerting().get();
        Polling.until(TO_PAGE, () -> Page.events(alerting.pages()) >= blocked);
        return Optional.of(alerting.pages());
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs, or has run
        }
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        http.shutdownNow();
        emitter.ifPresent(Emitter::close); // it would write the keys again
        processes.ifPresent(running -> {
            running.close();
            removal.accept(keys.toRemove());
        });
    }
}

package io.voxguard.demo;

import io.voxguard.demo.events.EventFlow;
import io.voxguard.demo.process.HttpProcess;
import io.voxguard.demo.records.CallRecord;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** The service as a process of its own, as it is deployed. Closing it ends the process. */
final class ServiceProcess implements EventFlow.Emitter {
    private static final int REHEARSALS = 50;

    private final HttpProcess process;

    private ServiceProcess(HttpProcess process) {
        this.process = process;
    }

    /**
     * Starts it and returns once it is ready to score.
     *
     * @param environment variables besides this process's
     */
    static ServiceProcess start(
            Project project, boolean nativeExecutable, String storeUrl, int port, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(project.serviceCommand(nativeExecutable));
        builder.environment().put("STORE_URL", storeUrl);
        builder.environment().put("MODELS_DIR", project.models().toString());
        builder.environment().putAll(environment);
        ServiceProcess service = new ServiceProcess(HttpProcess.start("the service", builder, port));
        service.process.awaitReady();
        service.rehearse();
        return service;
    }

    @Override
    public URI url() {
        return process.url();
    }

    /** Waits until the process ends. */
    void await() throws InterruptedException {
        process.await();
    }

    /** A few calls over HTTP, so that nobody's first one waits for class loading. */
    private void rehearse() {
        CallRecord call = new CallRecord("10", "11", "rehearsal", System.currentTimeMillis(), 0, null);
        try (ScoringClient scoring = new ScoringClient(url())) {
            for (int i = 0; i < REHEARSALS; i++) {
                scoring.score(call).join();
            }
        }
    }

    @Override
    public void close() {
        process.close();
    }
}

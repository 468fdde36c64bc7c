package io.voxguard.serving.pipeline;

import io.netty.util.concurrent.EventExecutor;
import io.voxguard.serving.pipeline.ScoringRequest.Featured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Gathers requests of one model whose features arrived in the same pass of an event loop, so that they share a run of the model. No request waits for others:
 * those whose features came with one answer of the store are there together. Thread-safe.
 */
final class SharedRuns {
    /** Maximum number of rows in one run; a larger request runs by itself. */
    static final int MAX_ROWS = 256;

    private final Consumer<List<Featured>> run;
    private final Map<EventExecutor, Gathering> gatherings = new ConcurrentHashMap<>();

    /** @param run scores requests together, on the event loop's thread; does not throw */
    SharedRuns(Consumer<List<Featured>> run) {
        this.run = run;
    }

    /** Runs the request with others of its loop; fails it if the loop accepts no more work. */
    void add(Featured request, EventExecutor loop) {
        try {
            if (loop.inEventLoop()) {
                gatherings.computeIfAbsent(loop, Gathering::new).add(request);
            } else {
                loop.execute(() -> add(request, loop));
            }
        } catch (RejectedExecutionException shutDown) {
            request.fail(shutDown);
        }
    }

    /** The requests of one loop that wait for its current pass to end. Used on its thread alone. */
    private final class Gathering {
        private final EventExecutor loop;
        private List<Featured> waiting = new ArrayList<>();
        private int rows;

        Gathering(EventExecutor loop) {
            this.loop = loop;
        }

        void add(Featured request) {
            if (rows + request.size() > MAX_ROWS) {
                end();
            }
            if (waiting.isEmpty()) {
                loop.execute(this::end);
            }
            waiting.add(request);
            rows += request.size();
        }

        private void end() {
            if (!waiting.isEmpty()) {
                List<Featured> together = waiting;
                waiting = new ArrayList<>(together.size());
                rows = 0;
                run.accept(together);
            }
        }
    }
}

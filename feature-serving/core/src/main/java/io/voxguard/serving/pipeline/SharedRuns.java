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
 * Requests of one model whose features have come in one turn of an event loop: they share a run of it. Nothing waits for company: requests whose features
 * came with one answer of the store are there together. Thread-safe.
 */
final class SharedRuns {
    /** Rows of one run; a larger request runs by itself. */
    static final int MOST_ROWS = 256;

    private final Consumer<List<Featured>> run;
    private final Map<EventExecutor, Turn> turns = new ConcurrentHashMap<>();

    /** @param run scores requests together, on the event loop's thread; does not throw */
    SharedRuns(Consumer<List<Featured>> run) {
        this.run = run;
    }

    /** Runs the request with others of its loop; fails it where the loop takes no work any more. */
    void add(Featured request, EventExecutor loop) {
        try {
            if (loop.inEventLoop()) {
                turns.computeIfAbsent(loop, Turn::new).add(request);
            } else {
                loop.execute(() -> add(request, loop));
            }
        } catch (RejectedExecutionException shutDown) {
            request.fail(shutDown);
        }
    }

    /** What has come on one loop. Used on its thread alone. */
    private final class Turn {
        private final EventExecutor loop;
        private List<Featured> come = new ArrayList<>();
        private int rows;

        Turn(EventExecutor loop) {
            this.loop = loop;
        }

        void add(Featured request) {
            if (rows + request.size() > MOST_ROWS) {
                end();
            }
            if (come.isEmpty()) {
                loop.execute(this::end);
            }
            come.add(request);
            rows += request.size();
        }

        private void end() {
            if (!come.isEmpty()) {
                List<Featured> together = come;
                come = new ArrayList<>(together.size());
                rows = 0;
                run.accept(together);
            }
        }
    }
}

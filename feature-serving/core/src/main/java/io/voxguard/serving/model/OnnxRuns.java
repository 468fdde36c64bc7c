package io.voxguard.serving.model;

import ai.onnxruntime.OrtSession;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Runs of one model that wait to be used again, with their buffers. Thread-safe. */
final class OnnxRuns {
    private final OnnxModel model;
    private final OrtSession session;
    private final ConcurrentLinkedDeque<OnnxRun> idle = new ConcurrentLinkedDeque<>();

    OnnxRuns(OnnxModel model, OrtSession session) {
        this.model = model;
        this.session = session;
    }

    ModelRun begin(int rows) {
        OnnxRun run = idle.pollFirst();
        if (run == null) {
            run = new OnnxRun(model, session, this);
        }
        run.resize(rows);
        return run;
    }

    void giveBack(OnnxRun run) {
        idle.offerFirst(run);
    }

    void free() {
        for (OnnxRun run = idle.pollFirst(); run != null; run = idle.pollFirst()) {
            run.free();
        }
    }
}

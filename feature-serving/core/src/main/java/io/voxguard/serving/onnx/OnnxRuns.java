package io.voxguard.serving.onnx;

import ai.onnxruntime.OrtSession;
import io.voxguard.serving.model.ModelRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Runs of one model that wait to be used again, with their buffers and tensors. Thread-safe. */
final class OnnxRuns {
    /** Runs of up to so many rows keep their size: requests that share a run come in ever other numbers, and a tensor's shape is fixed. */
    private static final int SIZES = 64;

    private final OnnxModel model;
    private final OrtSession session;
    /** By number of rows; those of more than {@link #SIZES} at 0. */
    private final List<ConcurrentLinkedDeque<OnnxRun>> idle = new ArrayList<>(SIZES + 1);

    OnnxRuns(OnnxModel model, OrtSession session) {
        this.model = model;
        this.session = session;
        for (int size = 0; size <= SIZES; size++) {
            idle.add(new ConcurrentLinkedDeque<>());
        }
    }

    ModelRun begin(int rows) {
        OnnxRun run = of(rows).pollFirst();
        if (run == null) {
            run = new OnnxRun(model, session, this);
        }
        run.resize(rows);
        return run;
    }

    void giveBack(OnnxRun run) {
        of(run.rows()).offerFirst(run);
    }

    private ConcurrentLinkedDeque<OnnxRun> of(int rows) {
        return idle.get(rows > SIZES ? 0 : rows);
    }

    void free() {
        for (ConcurrentLinkedDeque<OnnxRun> some : idle) {
            for (OnnxRun run = some.pollFirst(); run != null; run = some.pollFirst()) {
                run.free();
            }
        }
    }
}

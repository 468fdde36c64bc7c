package io.voxguard.serving.onnx;

import io.voxguard.serving.model.ModelRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Idle runs of one model, with their buffers and tensors. A run that is given back after the model was closed is freed at once. Thread-safe. */
final class OnnxRuns {
    /** Runs of up to this many rows keep their size: the number of requests that share a run varies, and a tensor's shape is fixed. */
    private static final int MAX_KEPT_ROWS = 64;

    private final OnnxScoring scoring;
    /** Indexed by number of rows; runs of more than {@link #MAX_KEPT_ROWS} are at 0. */
    private final List<ConcurrentLinkedDeque<OnnxRun>> idle = new ArrayList<>(MAX_KEPT_ROWS + 1);

    private volatile boolean closed;

    OnnxRuns(OnnxScoring scoring) {
        this.scoring = scoring;
        for (int size = 0; size <= MAX_KEPT_ROWS; size++) {
            idle.add(new ConcurrentLinkedDeque<>());
        }
    }

    ModelRun begin(int rows) {
        OnnxRun run = of(rows).pollFirst();
        if (run == null) {
            run = new OnnxRun(scoring, this);
        }
        run.resize(rows);
        return run;
    }

    void giveBack(OnnxRun run) {
        of(run.rows()).offerFirst(run);
        if (closed) {
            freeIdle(); // whichever thread comes second frees it
        }
    }

    private ConcurrentLinkedDeque<OnnxRun> of(int rows) {
        return idle.get(rows > MAX_KEPT_ROWS ? 0 : rows);
    }

    /** Frees the idle runs now, and each other one when it is given back. */
    void close() {
        closed = true;
        freeIdle();
    }

    private void freeIdle() {
        for (ConcurrentLinkedDeque<OnnxRun> ofOneSize : idle) {
            for (OnnxRun run = ofOneSize.pollFirst(); run != null; run = ofOneSize.pollFirst()) {
                run.free();
            }
        }
    }
}

package io.voxguard.serving.compiled;

import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.trees.CompiledTrees;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Queue;

/** Arrays that compiled trees read and write; kept for the next run. */
final class CompiledRun implements ModelRun {
    private final CompiledTrees.Scratch trees;
    private final int width;
    private final Queue<CompiledRun> home;
    private int rows;
    private float[] values = {};
    private float[] scores = {};
    private FloatBuffer inputs = FloatBuffer.wrap(values);

    CompiledRun(CompiledTrees trees, int width, Queue<CompiledRun> home) {
        this.trees = trees.new Scratch();
        this.width = width;
        this.home = home;
    }

    CompiledRun resize(int newRows) {
        if (newRows > scores.length) {
            values = new float[newRows * width];
            scores = new float[newRows];
            inputs = FloatBuffer.wrap(values);
        }
        Arrays.fill(scores, 0, newRows, Float.NaN); // no score of another's before the run
        rows = newRows;
        return this;
    }

    @Override
    public FloatBuffer inputs() {
        return inputs;
    }

    @Override
    public void run() {
        trees.score(values, rows, scores);
    }

    @Override
    public float score(int row) {
        return scores[row];
    }

    @Override
    public void close() {
        home.offer(this);
    }
}

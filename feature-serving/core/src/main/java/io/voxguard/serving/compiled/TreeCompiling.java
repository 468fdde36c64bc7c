package io.voxguard.serving.compiled;

import io.voxguard.time.Ticker;
import java.util.concurrent.Executor;

/**
 * Settings of the compiling of trees: whether the trees of scoring models are compiled, and how they are checked before they answer. Until then, and if the check
 * fails, ONNX Runtime answers.
 *
 * @param rows random rows on which compiled trees are compared with ONNX Runtime; 0: trees are not compiled
 * @param executor compiles and checks
 * @param ticker times that for the log
 */
public record TreeCompiling(int rows, Executor executor, Ticker ticker) {
    public static final TreeCompiling OFF = new TreeCompiling(0, Runnable::run, () -> 0);

    private static final int ROWS = 100_000;

    /** Returns compiling in the background: a model serves at once, and its compiled trees take over when they have passed the check. */
    public static TreeCompiling inBackground(Ticker ticker) {
        return new TreeCompiling(
                ROWS,
                check -> Thread.ofPlatform()
                        .daemon()
                        .name("check-of-compiled-trees")
                        .start(check),
                ticker);
    }
}

package io.voxguard.serving.compiled;

import java.util.concurrent.Executor;

/**
 * Whether the trees of scoring models are compiled, and how they are checked before they answer. Until then, and where the check fails, ONNX Runtime answers.
 *
 * @param rows random rows on which compiled trees are compared with ONNX Runtime; 0: nothing is compiled
 * @param executor where that is done
 */
public record TreeCompiling(int rows, Executor executor) {
    public static final TreeCompiling OFF = new TreeCompiling(0, Runnable::run);

    /** Beside the requests: a model serves at once, and its compiled trees take over when they have passed. */
    public static final TreeCompiling AUTO = new TreeCompiling(
            100_000,
            check ->
                    Thread.ofPlatform().daemon().name("check-of-compiled-trees").start(check));
}

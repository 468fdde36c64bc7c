package io.voxguard.serving.compiled;

import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Settings of the compiling of trees: whether the trees of scoring models are compiled, and how they are checked before they answer. Until then, and if the check
 * fails, ONNX Runtime answers.
 *
 * @param rows random rows on which compiled trees are compared with ONNX Runtime; 0: trees are not compiled
 * @param share of one processor that a check takes, 1 at most: it rests in between, since a process that has just started is asked meanwhile
 * @param executor compiles and checks
 * @param ticker times the check, for its rests and the log
 */
public record TreeCompiling(int rows, double share, Executor executor, Ticker ticker) {
    public static final TreeCompiling OFF = new TreeCompiling(0, 1, Runnable::run, () -> 0);

    private static final int ROWS = 100_000;
    private static final double SHARE = 0.2;
    /** From the loading of a model to its check. */
    private static final Duration DELAY = Duration.ofSeconds(2);
    /** Time after which the thread of the checks ends. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    /** Returns compiling at once, by the thread that loads a model. */
    public static TreeCompiling whileLoading(int rows, Ticker ticker) {
        return new TreeCompiling(rows, 1, Runnable::run, ticker);
    }

    /** Rests after some work, so that no more than the share of a processor is taken. */
    void restAfter(long workedNanos) throws InterruptedException {
        Thread.sleep(Duration.ofNanos((long) (workedNanos * (1 / share - 1))));
    }

    /**
     * Returns compiling in the background, some time after a model was loaded: it serves at once, and its compiled trees take over when they have passed the check.
     * Models are checked one at a time, so that a start and its first answers have the cores to themselves.
     */
    public static TreeCompiling inBackground(Ticker ticker) {
        ScheduledThreadPoolExecutor checks = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("check-of-compiled-trees").factory());
        checks.setKeepAliveTime(IDLE.toSeconds(), TimeUnit.SECONDS);
        checks.allowCoreThreadTimeOut(true);
        return new TreeCompiling(
                ROWS, SHARE, check -> checks.schedule(check, DELAY.toMillis(), TimeUnit.MILLISECONDS), ticker);
    }
}

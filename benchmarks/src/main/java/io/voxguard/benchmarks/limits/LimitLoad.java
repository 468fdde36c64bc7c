package io.voxguard.benchmarks.limits;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Closed loops of checks by our store client and by bucket4j: single keys, 256 at once, and one hot key. Every round runs each configuration; the figures are medians
 * of the rounds. Arguments: address of the store, rounds, seconds of each.
 */
public final class LimitLoad {
    private static final int KEYS = 100_000;
    private static final long MAX_LATENCY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final String PREFIX = "limit:{bench-";

    private LimitLoad() {}

    /** A way to ask. */
    private record Shape(String name, int keys, int inFlight, boolean hot) {
        String[] pick(SplittableRandom random) {
            String[] picked = new String[keys];
            for (int i = 0; i < keys; i++) {
                picked[i] = PREFIX + (hot ? "hot" : random.nextInt(KEYS)) + "}:bench";
            }
            return picked;
        }
    }

    private static final List<Shape> SHAPES = List.of(
            new Shape("single key, 64 in flight", 1, 64, false),
            new Shape("single key, 400 in flight", 1, 400, false),
            new Shape("256 keys at once, 4 in flight", 256, 4, false),
            new Shape("one hot key, 400 in flight", 1, 400, true));

    /** Figures of one round. */
    private record Figures(double perSecond, double p50Us, double p99Us, double admittedShare) {}

    private record Measured(Limiter limiter, Shape shape, List<Figures> rounds) {
        double median(java.util.function.ToDoubleFunction<Figures> figure) {
            double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
            return sorted[sorted.length / 2];
        }

        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"client\":\"%s\",\"shape\":\"%s\",\"checks_per_s\":%.0f,\"least\":%.0f,\"most\":%.0f,"
                            + "\"p50_us\":%.0f,\"p99_us\":%.0f,\"admitted\":%.3f}",
                    limiter.name(),
                    shape.name(),
                    median(Figures::perSecond),
                    rounds.stream().mapToDouble(Figures::perSecond).min().orElseThrow(),
                    rounds.stream().mapToDouble(Figures::perSecond).max().orElseThrow(),
                    median(Figures::p50Us),
                    median(Figures::p99Us),
                    median(Figures::admittedShare));
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String url = arguments[0];
        int rounds = Integer.parseInt(arguments[1]);
        Duration length = Duration.ofNanos((long) (Double.parseDouble(arguments[2]) * 1e9));
        List<Limiter> limiters =
                List.of(new ScriptLimiter(url, 1), new ScriptLimiter(url, 2), new Bucket4jLimiter(url));
        try {
            List<Measured> all = new ArrayList<>();
            for (Shape shape : SHAPES) {
                limiters.forEach(limiter -> all.add(new Measured(limiter, shape, new ArrayList<>())));
            }
            for (int round = -1; round < rounds; round++) {
                for (Measured one : all) {
                    Figures figures = new Run(one.limiter(), one.shape()).run(length);
                    if (round >= 0) {
                        one.rounds().add(figures);
                    }
                }
            }
            all.forEach(one -> System.out.println(one.json()));
        } finally {
            limiters.forEach(Limiter::close);
        }
    }

    /** One closed loop: a request is sent when another is answered. */
    private static final class Run {
        private final Limiter limiter;
        private final Shape shape;
        private final Recorder latency = new Recorder(MAX_LATENCY_NANOS, 3);
        private final LongAdder checks = new LongAdder();
        private final LongAdder admitted = new LongAdder();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final AtomicInteger open = new AtomicInteger();
        private long deadline;

        Run(Limiter limiter, Shape shape) {
            this.limiter = limiter;
            this.shape = shape;
        }

        Figures run(Duration length) {
            long start = System.nanoTime();
            deadline = start + length.toNanos();
            open.set(shape.inFlight());
            for (int i = 0; i < shape.inFlight(); i++) {
                SplittableRandom random = new SplittableRandom();
                limiter.sender(i % limiter.senders()).execute(() -> next(random));
            }
            done.orTimeout(length.toSeconds() + 60, TimeUnit.SECONDS).join();
            double seconds = (System.nanoTime() - start) / 1e9;
            Histogram histogram = latency.getIntervalHistogram();
            return new Figures(
                    checks.sum() / seconds,
                    histogram.getValueAtPercentile(50) / 1e3,
                    histogram.getValueAtPercentile(99) / 1e3,
                    (double) admitted.sum() / checks.sum());
        }

        private void next(SplittableRandom random) {
            long start = System.nanoTime();
            limiter.check(shape.pick(random)).whenComplete((count, fault) -> {
                long now = System.nanoTime();
                if (fault != null) {
                    done.completeExceptionally(fault);
                    return;
                }
                latency.recordValue(Math.min(now - start, MAX_LATENCY_NANOS));
                checks.add(shape.keys());
                admitted.add(count);
                if (now < deadline) {
                    next(random);
                } else if (open.decrementAndGet() == 0) {
                    done.complete(null);
                }
            });
        }
    }
}

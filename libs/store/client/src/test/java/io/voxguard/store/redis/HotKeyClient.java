package io.voxguard.store.redis;

import static io.voxguard.testing.Eventually.await;

import io.voxguard.store.LimitReply;
import io.voxguard.store.Limits;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Debit;
import io.voxguard.store.limit.Window;
import io.voxguard.store.redis.LimitHistory.Answer;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Client of one hot bucket, as many threads that each ask for one token after the other; as a process of its own it writes the answers to a file. */
final class HotKeyClient {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private HotKeyClient() {}

    /** Arguments: address, key, count, period and burst of the window, threads, requests of each, file. */
    public static void main(String[] args) throws Exception {
        Window window = Window.of(Long.parseLong(args[2]), Duration.parse(args[3]), Long.parseLong(args[4]));
        try (RedisStore store = RedisStore.open(RedisStoreConfig.at(args[0])
                .connections(2)
                .silence(LIMIT) // four of these start at once, on a machine that may be busy
                .build())) {
            await("a connection", store::connected);
            List<Answer> answers =
                    run(store.limits(), args[1], window, Integer.parseInt(args[5]), Integer.parseInt(args[6]));
            Files.write(Path.of(args[7]), answers.stream().map(Answer::line).toList(), StandardCharsets.US_ASCII);
        }
    }

    /** Returns the answers of all threads. */
    static List<Answer> run(Limits limits, String key, Window window, int threads, int requests) throws Exception {
        Debit debit = new Debit(key.getBytes(StandardCharsets.UTF_8), List.of(window), 1, true);
        List<Check> checks = List.of(new Check(List.of(debit), true));
        List<Answer> all = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<Answer>>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                running.add(pool.submit(() -> {
                    List<Answer> answers = new ArrayList<>();
                    for (int i = 0; i < requests; i++) {
                        LimitReply reply = limits.check(checks, LIMIT)
                                .toCompletableFuture()
                                .get(30, TimeUnit.SECONDS)
                                .getFirst();
                        if (reply.outcome() != StoreOutcome.DONE) {
                            throw new IllegalStateException("the store answered " + reply.outcome());
                        }
                        answers.add(Answer.of(reply));
                    }
                    return answers;
                }));
            }
            for (Future<List<Answer>> one : running) {
                all.addAll(one.get(2, TimeUnit.MINUTES));
            }
        } finally {
            pool.shutdownNow();
        }
        return all;
    }
}

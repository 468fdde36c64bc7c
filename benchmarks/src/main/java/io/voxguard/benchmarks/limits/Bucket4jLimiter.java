package io.voxguard.benchmarks.limits;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** bucket4j over Lettuce as its documentation sets it up: reads a bucket, decides in the process, and writes it if nobody else has meanwhile. */
final class Bucket4jLimiter implements Limiter {
    private static final BucketConfiguration CONFIGURATION = BucketConfiguration.builder()
            .addLimit(limit -> limit.capacity(TOKENS_A_SECOND).refillGreedy(TOKENS_A_SECOND, Duration.ofSeconds(1)))
            .build();

    private final RedisClient client;
    private final AsyncProxyManager<byte[]> buckets;

    Bucket4jLimiter(String url) {
        client = RedisClient.create(url);
        buckets = Bucket4jLettuce.casBasedBuilder(client)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
                .build()
                .asAsync();
    }

    @Override
    public String name() {
        return "bucket4j 8.15.0, 1 connection";
    }

    @Override
    public int senders() {
        return 1;
    }

    @Override
    public Executor sender(int index) {
        return Runnable::run;
    }

    @Override
    public CompletionStage<Integer> check(String[] keys) {
        if (keys.length == 1) {
            return check(keys[0]);
        }
        CompletableFuture<Integer> all = CompletableFuture.completedFuture(0);
        for (String key : keys) {
            all = all.thenCombine(check(key), Integer::sum);
        }
        return all;
    }

    private CompletableFuture<Integer> check(String key) {
        return buckets.builder()
                .build(
                        ("bucket4j:" + key).getBytes(StandardCharsets.US_ASCII), // its values are its own
                        () -> CompletableFuture.completedFuture(CONFIGURATION))
                .tryConsume(1)
                .thenApply(admitted -> admitted ? 1 : 0);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}

package io.voxguard.serving.feature;

import io.voxguard.serving.call.Call;
import io.voxguard.store.CallsInProgress;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.StoreOutcome;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** Reads the stored features of entities, from the near cache where a view has one, else from the store. Thread-safe. */
public final class OnlineFeatures {
    /** Maximum number of keys in one MGET: a large request goes in waves, so that it neither fills the queue nor holds up the store. */
    private static final int MAX_KEYS_PER_ROUND_TRIP = 8192;

    /** Maximum number of hashes in flight, for the same reason. */
    private static final int MAX_HASHES_PER_ROUND_TRIP = 512;

    /** Distance that an event time may lie in the future if nothing else is configured. */
    static final Duration DEFAULT_SKEW = Duration.ofSeconds(60);

    private final OnlineStore store;
    private final NearCache near;
    private final long skewMs;
    private final @Nullable CallsInProgress calls;
    private final Ticker ticker;

    /** Features whose event times may lie at most {@link #DEFAULT_SKEW} after the time that they are read for. */
    public OnlineFeatures(OnlineStore store, NearCache near, Ticker ticker) {
        this(store, near, DEFAULT_SKEW, ticker);
    }

    /**
     * Features of a store.
     *
     * @param skew how far an event time may lie after the time that a row is read for: clocks differ, and an event may overtake the call that it
     *     belongs to. The same as for writing, so that what was accepted can be read.
     * @param ticker measures the time that is left to large requests
     */
    public OnlineFeatures(OnlineStore store, NearCache near, Duration skew, Ticker ticker) {
        this(store, near, skew, null, ticker);
    }

    /**
     * Features of a store, with the calls in progress.
     *
     * @param calls null: calls in progress are not counted, whoever asks for them
     */
    public OnlineFeatures(
            OnlineStore store, NearCache near, Duration skew, @Nullable CallsInProgress calls, Ticker ticker) {
        this.calls = calls;
        this.store = store;
        this.near = near;
        this.ticker = ticker;
        // bounded, so that adding it to a time never wraps around
        this.skewMs = Math.min(skew.toMillis(), Duration.ofDays(36_500).toMillis());
    }

    /** Returns the plan for some views' features. */
    public ReadPlan plan(List<ReadPlan.Selection> selections) {
        return new ReadPlan(selections, near::keeps);
    }

    /**
     * Returns the plan for some views' features, and for the calls in progress.
     *
     * @param counted kinds of parties whose calls in progress are counted
     */
    public ReadPlan plan(List<ReadPlan.Selection> selections, Set<Kind> counted) {
        return new ReadPlan(selections, near::keeps, calls == null ? Set.of() : counted);
    }

    /** Reads the features of calls, and counts the calls in progress of their parties where the plan says so, both at the same time. Never fails. */
    public CompletionStage<FeatureRows> read(ReadPlan plan, List<Call> ofCalls, Duration limit) {
        CallsInProgress counting = plan.counted().isEmpty() ? null : calls;
        if (counting == null) {
            return readViews(plan, ofCalls, limit);
        }
        CompletionStage<ActiveCalls> counted = ActiveCalls.read(counting, plan.counted(), ofCalls, limit);
        return readViews(plan, ofCalls, limit).thenCombine(counted, FeatureRows::with);
    }

    private CompletionStage<FeatureRows> readViews(ReadPlan plan, List<Call> ofCalls, Duration limit) {
        return read(
                plan, EntityTable.of(plan, ofCalls), call -> ofCalls.get(call).startedAtMs(), limit);
    }

    /**
     * Reads what the plan says: one MGET for the packed rows, one HMGET per hash, all in one round trip unless they are many. Never fails: what the
     * store did not deliver is the outcome of every row that was asked for.
     *
     * @param referenceMs by row, the time by which its age is judged
     * @param limit from now until the stage completes
     */
    public CompletionStage<FeatureRows> read(
            ReadPlan plan, EntityTable entities, IntToLongFunction referenceMs, Duration limit) {
        FeatureRows rows = new FeatureRows(plan, entities.rows(), skewMs);
        if (plan.hashes().isEmpty() && plan.packed().size() * entities.rows() <= MAX_KEYS_PER_ROUND_TRIP) {
            PackedRead read = new PackedRead(plan.packed(), entities, rows, near);
            return store.read(read.keys(0, read.size()), read.from(0), limit).thenApply(outcome -> {
                read.end(outcome);
                return judged(rows, referenceMs);
            });
        }
        long end = ticker.nanos() + limit.toNanos();
        List<CompletionStage<?>> parts = new ArrayList<>(plan.hashes().size() + 1);
        if (!plan.packed().isEmpty()) {
            parts.add(packed(plan, entities, rows, end));
        }
        for (ReadPlan.HashGroup group : plan.hashes()) {
            parts.add(hashes(group, entities, rows, end));
        }
        if (parts.size() == 1) {
            return parts.get(0).thenApply(done -> judged(rows, referenceMs));
        }
        return CompletableFuture.allOf(
                        parts.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> judged(rows, referenceMs));
    }

    private static FeatureRows judged(FeatureRows rows, IntToLongFunction referenceMs) {
        rows.judge(referenceMs);
        return rows;
    }

    private CompletionStage<?> packed(ReadPlan plan, EntityTable entities, FeatureRows rows, long end) {
        PackedRead read = new PackedRead(plan.packed(), entities, rows, near);
        return waves(
                        read.size(),
                        MAX_KEYS_PER_ROUND_TRIP,
                        end,
                        (from, to, left) -> store.read(read.keys(from, to), read.from(from), left))
                .thenAccept(read::end);
    }

    private CompletionStage<?> hashes(ReadPlan.HashGroup group, EntityTable entities, FeatureRows rows, long end) {
        HashRead read = new HashRead(group, entities, rows, near);
        return waves(
                        read.size(),
                        MAX_HASHES_PER_ROUND_TRIP,
                        end,
                        (from, to, left) ->
                                store.readHashes(read.keys(from, to), group.fields(), read.from(from), left))
                .thenAccept(read::end);
    }

    private interface Wave {
        CompletionStage<StoreOutcome> read(int from, int to, Duration left);
    }

    /** Reads one wave after the other until one is not delivered. */
    private CompletionStage<StoreOutcome> waves(int size, int maxPerWave, long end, Wave wave) {
        if (size == 0) {
            return CompletableFuture.completedStage(StoreOutcome.DONE);
        }
        CompletionStage<StoreOutcome> all = wave.read(0, Math.min(maxPerWave, size), left(end));
        for (int from = maxPerWave; from < size; from += maxPerWave) {
            int start = from;
            all = all.thenCompose(outcome -> outcome == StoreOutcome.DONE
                    ? wave.read(start, Math.min(start + maxPerWave, size), left(end))
                    : CompletableFuture.completedStage(outcome));
        }
        return all;
    }

    private Duration left(long end) {
        return Duration.ofNanos(end - ticker.nanos());
    }
}

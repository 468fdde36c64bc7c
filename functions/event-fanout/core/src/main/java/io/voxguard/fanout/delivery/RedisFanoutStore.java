package io.voxguard.fanout.delivery;

import io.voxguard.fanout.log.Partitions;
import io.voxguard.store.EventLog;
import io.voxguard.store.FiniteGroup;
import io.voxguard.store.Leases;
import io.voxguard.store.LogWatch;
import io.voxguard.store.RecordStream;
import io.voxguard.store.SharedState;
import io.voxguard.store.redis.RedisLogWatch;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;

/**
 * The store of the delivery, on the connections of a {@link RedisStore}. Thread-safe.
 *
 * @param config of the connections that watches are opened on
 * @param maxDeadLetters about how many dead letters of a destination are kept
 */
public record RedisFanoutStore(RedisStore store, RedisStoreConfig config, Partitions partitions, long maxDeadLetters)
        implements FanoutStore {
    @Override
    public EventLog log(int partition) {
        return store.log(partitions.log(partition));
    }

    @Override
    public LogWatch watch(int partition) {
        return RedisLogWatch.open(config, partitions.log(partition));
    }

    @Override
    public Leases leases() {
        return store.leases();
    }

    @Override
    public RecordStream deadLetters(String destination) {
        return store.records(partitions.deadLetters(destination), maxDeadLetters);
    }

    @Override
    public FiniteGroup finiteGroup(int partition, String group) {
        return store.finiteGroup(partitions.log(partition), group);
    }

    @Override
    public SharedState shared() {
        return store.shared();
    }
}

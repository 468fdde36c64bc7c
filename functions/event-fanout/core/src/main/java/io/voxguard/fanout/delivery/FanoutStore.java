package io.voxguard.fanout.delivery;

import io.voxguard.fanout.log.Partitions;
import io.voxguard.store.EventLog;
import io.voxguard.store.FiniteGroup;
import io.voxguard.store.Leases;
import io.voxguard.store.LogWatch;
import io.voxguard.store.RecordStream;
import io.voxguard.store.SharedState;

/** What the delivery needs of the store. */
public interface FanoutStore {
    Partitions partitions();

    EventLog log(int partition);

    /** Opens a watch of a partition, on a connection of its own. */
    LogWatch watch(int partition);

    Leases leases();

    RecordStream deadLetters(String destination);

    /** Returns a group of a partition that comes to an end. */
    FiniteGroup finiteGroup(int partition, String group);

    /** Returns what the replicas share. */
    SharedState shared();
}

package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.destination.Filter;
import io.voxguard.fanout.replay.Replay;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * Makes the lanes of a destination.
 *
 * @param owned tells if this replica may read a partition now
 * @param events that other destinations have parsed
 * @param pause of the worker, which all lanes share
 */
record LaneFactory(
        Destination destination,
        FanoutStore store,
        IntPredicate owned,
        DeliverySettings settings,
        SharedEvents events,
        DestinationState state,
        StorePause pause,
        InstantSource clock,
        Ticker ticker) {
    /** Events that come one by one share reads of the log, and requests. */
    private static final Duration READ_PACE = Duration.ofMillis(2);
    /** Requests that end one by one share acknowledgements. */
    private static final Duration ACKNOWLEDGE_PACE = Duration.ofMillis(5);

    /** Returns the lane of fresh events. */
    DeliveryLane fresh() {
        Duration timeout = settings.storeTimeout();
        return lane(
                partition -> new DestinationGroup(store.log(partition), destination.name(), timeout),
                destination.filter().stream().toList(),
                Optional.empty());
    }

    /** Returns the lane of a replay's events, which match the destination's filter and the replay's. */
    DeliveryLane replay(Replay replay, Optional<Filter> filter) {
        String group = replay.group(destination.name());
        return lane(
                partition -> new ReplayGroup(
                        store.log(partition),
                        store.finiteGroup(partition, group),
                        group,
                        replay.from(),
                        replay.to(),
                        settings.storeTimeout()),
                Stream.concat(destination.filter().stream(), filter.stream()).toList(),
                Optional.of(replay.id()));
    }

    private DeliveryLane lane(IntFunction<LogGroup> groups, List<Filter> filters, Optional<String> replay) {
        return new DeliveryLane(
                destination,
                new HeldPartitions(
                        partition -> new PartitionReader(groups.apply(partition)), owned, settings.maxHeld()),
                new EventSelection(filters, state, ticker),
                new DeadLetterWriter(store.deadLetters(destination.name()), state, settings.storeTimeout(), clock),
                pause,
                events,
                new Pace(READ_PACE, ticker),
                new Pace(ACKNOWLEDGE_PACE, ticker),
                replay);
    }
}

package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Filter;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.time.Ticker;
import java.util.List;

/** Selects the events that a destination gets: those that match all filters. For one thread. */
final class EventSelection {
    private final List<Filter> filters;
    private final DestinationState state;
    private final FilterFailures failures;

    EventSelection(List<Filter> filters, DestinationState state, Ticker ticker) {
        this.filters = filters;
        this.state = state;
        this.failures = new FilterFailures(state.name(), ticker);
    }

    /** Returns whether the destination gets an event; a filter that fails on it counts as not matching, and is counted. */
    boolean test(FanoutEvent event) {
        for (Filter filter : filters) {
            Filter.Match match = filter.match(event.event());
            if (match == Filter.Match.FAILED) {
                state.filterFailures.incrementAndGet();
                failures.log(event);
            }
            if (match != Filter.Match.MATCHES) {
                return false;
            }
        }
        return true;
    }
}

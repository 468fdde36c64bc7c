package io.voxguard.store.redis;

import io.netty.channel.EventLoop;
import io.voxguard.store.LimitReply;
import io.voxguard.store.limit.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Checks of one event loop, sent in batches: those of one pass of the loop and of its next look at the sockets go to the store in as few calls as hold them, since
 * a call costs the store more than a check. None waits for a timer. To be used on the loop's thread only.
 */
final class GatheredChecks {
    private final EventLoop loop;
    private final Function<List<Check>, CompletableFuture<List<LimitReply>>> sender;
    private List<Request> gathered = new ArrayList<>();

    /** @param sender sends checks; its stage does not fail */
    GatheredChecks(EventLoop loop, Function<List<Check>, CompletableFuture<List<LimitReply>>> sender) {
        this.loop = loop;
        this.sender = sender;
    }

    private record Request(List<Check> checks, CompletableFuture<List<LimitReply>> replies) {}

    /** Returns the replies to some checks, in their order. */
    CompletableFuture<List<LimitReply>> add(List<Check> checks) {
        if (gathered.isEmpty()) {
            NextLook.then(loop, this::send);
        }
        Request request = new Request(checks, new CompletableFuture<>());
        gathered.add(request);
        return request.replies();
    }

    private void send() {
        List<Request> requests = gathered;
        gathered = new ArrayList<>(requests.size());
        List<Check> all = new ArrayList<>(requests.size());
        for (Request request : requests) {
            all.addAll(request.checks());
        }
        sender.apply(all).whenComplete((replies, fault) -> {
            int from = 0;
            for (Request request : requests) {
                if (fault != null) {
                    request.replies().completeExceptionally(fault);
                } else {
                    int to = from + request.checks().size();
                    request.replies().complete(replies.subList(from, to));
                    from = to;
                }
            }
        });
    }
}

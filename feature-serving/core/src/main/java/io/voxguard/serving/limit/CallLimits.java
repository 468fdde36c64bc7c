package io.voxguard.serving.limit;

import io.voxguard.serving.call.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Limits that calls are scored under: each call takes one token from all of them or from none. A limit whose parts a call does not have, as its trunk, is not asked
 * for that call. Immutable and thread-safe.
 */
public final class CallLimits {
    /** Limits nothing. */
    public static final CallLimits OFF = new CallLimits(null, List.of());

    private final @Nullable LimitChecks checks;
    private final Set<String> identifiers;
    private final @Nullable LimitGroup withTrunk;
    private final @Nullable LimitGroup withoutTrunk;

    private CallLimits(@Nullable LimitChecks checks, List<RateLimit> members) {
        this.checks = checks;
        this.identifiers = members.stream().map(RateLimit::identifier).collect(Collectors.toCollection(TreeSet::new));
        this.withTrunk = group(members);
        this.withoutTrunk = group(members.stream()
                .filter(member -> !member.per().parts().contains(Part.TRUNK))
                .toList());
    }

    private static @Nullable LimitGroup group(List<RateLimit> members) {
        return members.isEmpty() ? null : new LimitGroup(members);
    }

    /**
     * Returns the limits of these names, with those that they are combined with.
     *
     * @throws IllegalArgumentException if one is not declared, or counts by something that calls do not have, or two would have features of one name
     */
    public static CallLimits of(List<String> names, RateLimits limits, LimitChecks checks) {
        Set<RateLimit> members = new LinkedHashSet<>();
        for (String name : names) {
            LimitGroup group = limits.find(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "expected some of " + limits.names() + ", got \"" + name + '"'));
            members.addAll(group.members());
        }
        Map<String, String> byIdentifier = new HashMap<>();
        for (RateLimit member : members) {
            String other = byIdentifier.put(member.identifier(), member.name());
            if (other != null) {
                throw new IllegalArgumentException("expected names that differ in more than - and _, got \"" + other
                        + "\" and \"" + member.name() + '"');
            }
            if (member.per() == Per.KEY) {
                throw new IllegalArgumentException("expected limits per caller, callee, trunk or pair, got \""
                        + member.name() + "\", which is per key");
            }
        }
        return members.isEmpty() ? OFF : new CallLimits(checks, List.copyOf(members));
    }

    /** Returns the limits' names as parts of identifiers. */
    public Set<String> identifiers() {
        return Collections.unmodifiableSet(identifiers);
    }

    /** Returns whether nothing is limited. */
    public boolean isOff() {
        return checks == null;
    }

    /**
     * Takes tokens for calls, all in one round trip.
     *
     * @param exempt accepts calls that no limit is asked about
     * @param limit time until the stage completes, whatever the store does
     * @return never exceptionally
     */
    public CompletionStage<CallVerdicts> consume(List<Call> calls, Predicate<Call> exempt, Duration limit) {
        LimitChecks asked = checks;
        if (asked == null) {
            throw new IllegalStateException("nothing is limited");
        }
        List<LimitRequest> requests = new ArrayList<>(calls.size());
        int[] requestOf = new int[calls.size()];
        for (int c = 0; c < calls.size(); c++) {
            Call call = calls.get(c);
            LimitGroup group = call.trunk() == null ? withoutTrunk : withTrunk;
            if (group == null || exempt.test(call)) {
                requestOf[c] = -1;
                continue;
            }
            requestOf[c] = requests.size();
            requests.add(new LimitRequest(group, new Subject(call.caller(), call.callee(), call.trunk(), null), 1));
        }
        return asked.consume(requests, limit).thenApply(verdicts -> new CallVerdicts(verdicts, requestOf));
    }
}

package io.voxguard.serving.limit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The limits that are declared, each with those that it is combined with. Immutable. */
public final class RateLimits {
    private final Map<String, LimitGroup> groups;

    private RateLimits(Map<String, LimitGroup> groups) {
        this.groups = groups;
    }

    /** @throws IllegalArgumentException if a limit is combined with one that is not declared */
    public static RateLimits of(Collection<RateLimit> limits) {
        Map<String, RateLimit> byName = new LinkedHashMap<>();
        limits.forEach(limit -> byName.put(limit.name(), limit));
        Map<String, LimitGroup> groups = new LinkedHashMap<>();
        for (RateLimit limit : limits) {
            List<RateLimit> members = new ArrayList<>(List.of(limit));
            for (String other : limit.combineWith()) {
                RateLimit member = byName.get(other);
                if (member == null) {
                    throw new IllegalArgumentException(limit.name() + ".combine-with: expected some of "
                            + byName.keySet() + ", got \"" + other + '"');
                }
                members.add(member);
            }
            groups.put(limit.name(), new LimitGroup(members));
        }
        return new RateLimits(groups);
    }

    /** Returns a limit by its name, with those that it is combined with; empty if there is no such limit. */
    public Optional<LimitGroup> find(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    /** Returns the names of the limits. */
    public Set<String> names() {
        return groups.keySet();
    }

    /** Returns the limits. */
    public List<RateLimit> all() {
        return groups.values().stream().map(LimitGroup::limit).toList();
    }
}

package io.voxguard.serving.limit;

import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Debit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A limit with those that are asked together with it. Immutable. */
public final class LimitGroup {
    private final List<RateLimit> members;
    private final List<String> identifiers;
    private final Set<Part> parts = EnumSet.noneOf(Part.class);
    private final long maxCost;
    private final boolean allowsWithoutStore;
    private final boolean anyShadow;

    /** @param members the limit that names the group, then the others */
    LimitGroup(List<RateLimit> members) {
        this.members = List.copyOf(members);
        this.identifiers = members.stream().map(RateLimit::identifier).toList();
        members.forEach(member -> parts.addAll(member.per().parts()));
        this.maxCost = members.stream().mapToLong(RateLimit::maxCost).min().orElseThrow();
        this.allowsWithoutStore =
                members.stream().filter(member -> !member.shadow()).allMatch(RateLimit::allowsWithoutStore);
        this.anyShadow = members.stream().anyMatch(RateLimit::shadow);
    }

    /** Returns the limit that names the group. */
    public RateLimit limit() {
        return members.getFirst();
    }

    /** Returns the limits, the one that names the group first. */
    public List<RateLimit> members() {
        return members;
    }

    /** Returns the index of the member with an identifier; negative if there is none. */
    public int indexOf(String identifier) {
        return identifiers.indexOf(identifier);
    }

    /** Returns the parts that a request has to give. */
    public Set<Part> parts() {
        return parts;
    }

    /** Returns the largest cost that all members take. */
    public long maxCost() {
        return maxCost;
    }

    /** Returns whether requests pass while the store cannot be asked: all members that bind must allow it. */
    public boolean allowsWithoutStore() {
        return allowsWithoutStore;
    }

    /** Returns whether a member is in shadow mode. */
    public boolean anyShadow() {
        return anyShadow;
    }

    /** Returns whether a subject has what all members count by. */
    public boolean appliesTo(Subject subject) {
        for (RateLimit member : members) {
            if (!subject.has(member)) {
                return false;
            }
        }
        return true;
    }

    Check check(Subject subject, long cost, boolean take) {
        List<Debit> debits = new ArrayList<>(members.size());
        for (RateLimit member : members) {
            debits.add(new Debit(subject.bucket(member), member.windows(), cost, !member.shadow()));
        }
        return new Check(debits, take);
    }
}

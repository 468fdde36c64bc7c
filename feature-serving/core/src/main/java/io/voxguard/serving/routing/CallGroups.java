package io.voxguard.serving.routing;

import io.voxguard.serving.call.Call;
import io.voxguard.serving.repository.served.ModelLease;
import io.voxguard.serving.repository.versions.LoadedVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The calls of a request by the version that scores them. */
final class CallGroups {
    private CallGroups() {}

    /** Returns the positions of the calls of each version; an empty list if one version scores all calls. */
    static Map<LoadedVersion, List<Integer>> of(ModelLease lease, List<Call> calls) {
        if (calls.size() == 1 || !lease.splits()) {
            return Map.of(lease.version(calls.getFirst().caller()), List.of());
        }
        Map<LoadedVersion, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < calls.size(); i++) {
            LoadedVersion version = lease.version(calls.get(i).caller());
            groups.computeIfAbsent(version, any -> new ArrayList<>()).add(i);
        }
        return groups;
    }
}

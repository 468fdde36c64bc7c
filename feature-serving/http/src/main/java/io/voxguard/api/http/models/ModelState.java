package io.voxguard.api.http.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.replicas.ReplicaState;
import io.voxguard.serving.repository.served.ModelView;
import io.voxguard.serving.repository.served.ShadowStats;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model with its policy and replicas. Fields that are null are left out.
 *
 * @param serving the version that answers; empty for a model that does not serve
 * @param revision of the store's pointer; 0: none
 */
@RegisterForReflection
record ModelState(
        String name,
        String kind,
        PolicyState policy,
        long revision,
        String serving,
        List<Version> versions,
        @Nullable Shadow shadow,
        List<Replica> replicas) {
    /**
     * A policy.
     *
     * @param candidate the version beside {@code version}, of a canary or shadow
     * @param percent of a canary
     */
    record PolicyState(
            String policy,
            @Nullable String version,
            @Nullable String candidate,
            @Nullable Double percent) {
        private static PolicyState of(Policy policy) {
            List<String> versions = policy.versions();
            return new PolicyState(
                    policy.label(),
                    versions.isEmpty() ? null : versions.getFirst(),
                    versions.size() == 2 ? versions.getLast() : null,
                    policy instanceof Policy.Canary canary ? canary.percent() : null);
        }
    }

    /**
     * A version.
     *
     * @param reason why it is unavailable, or differs from its files
     * @param sha256 of the model's file, when it is loaded
     * @param inUse requests that use it now
     */
    record Version(
            String version,
            String state,
            @Nullable String reason,
            @Nullable String sha256,
            int inUse) {
        private static Version of(ModelView.VersionView version) {
            return new Version(
                    version.version(),
                    version.ready() ? "READY" : "UNAVAILABLE",
                    nullIfEmpty(version.reason()),
                    nullIfEmpty(version.sha256()),
                    version.uses());
        }
    }

    /**
     * The comparison of a shadow's answers with those that were given.
     *
     * @param dropped answers that were not compared
     * @param maxDifference null when it is not a number
     */
    record Shadow(
            long compared,
            long dropped,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Double maxDifference,

            long decisionsDiffer) {
        private static Shadow of(ShadowStats shadow) {
            return new Shadow(
                    shadow.compared(),
                    shadow.notCompared(),
                    Double.isFinite(shadow.maxDifference()) ? shadow.maxDifference() : null,
                    shadow.decisionsDiffer());
        }
    }

    /** A replica of the service, as it told of itself last. */
    record Replica(
            String replica,
            long revision,
            String serving,
            String state,
            @Nullable String reason,
            String seenAt) {
        private static Replica of(ReplicaState replica) {
            return new Replica(
                    replica.replica(),
                    replica.revision(),
                    replica.serving(),
                    replica.state(),
                    nullIfEmpty(replica.reason()),
                    Instant.ofEpochMilli(replica.seenAtMs()).toString());
        }
    }

    static ModelState of(ModelView model, List<ReplicaState> replicas) {
        return new ModelState(
                model.name(),
                model.kind(),
                PolicyState.of(model.policy()),
                model.revision(),
                model.serving().orElse(""),
                model.versions().stream().map(Version::of).toList(),
                model.shadow().map(Shadow::of).orElse(null),
                replicas.stream().map(Replica::of).toList());
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}

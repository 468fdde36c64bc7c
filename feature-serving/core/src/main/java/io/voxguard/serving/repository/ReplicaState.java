package io.voxguard.serving.repository;

/**
 * What one replica has of a model.
 *
 * @param revision of the pointer that it follows; 0: none
 * @param serving the version that answers; empty: none
 * @param state {@code READY} or {@code UNAVAILABLE}
 * @param reason what is not as the pointer says; empty where it is
 */
public record ReplicaState(String replica, long revision, String serving, String state, String reason, long seenAtMs) {
    /** Whether the other differs in nothing but its time. */
    boolean saysTheSame(ReplicaState other) {
        return equals(new ReplicaState(
                other.replica(), other.revision(), other.serving(), other.state(), other.reason(), seenAtMs));
    }
}

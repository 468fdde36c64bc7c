package io.voxguard.serving.repository.replicas;

/**
 * State of a model on one replica.
 *
 * @param revision of the pointer that it follows; 0 if there is no pointer
 * @param serving version that answers; empty if no version does
 * @param state {@code READY} or {@code UNAVAILABLE}
 * @param reason why it is not as the pointer says; empty if it is
 */
public record ReplicaState(String replica, long revision, String serving, String state, String reason, long seenAtMs) {
    /** Returns whether the other state differs in its time at most. */
    public boolean saysTheSame(ReplicaState other) {
        return equals(new ReplicaState(
                other.replica(), other.revision(), other.serving(), other.state(), other.reason(), seenAtMs));
    }
}

package io.voxguard.serving.repository.replicas;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.problem.Refused;
import java.nio.charset.StandardCharsets;

/**
 * The policy of a model for all replicas: {@code revision|policy|version|candidate|percent|previous}, in the store under {@code {models:<name>}:cur}.
 *
 * @param revision number of changes
 * @param previous version that answered before the last change; empty if unknown
 */
public record Pointer(long revision, Policy policy, String previous) {
    private static final int PARTS = 6;

    static Pointer parse(byte[] stored) {
        String text = new String(stored, StandardCharsets.UTF_8);
        String[] parts = text.split("\\|", -1);
        if (parts.length != PARTS) {
            throw new InvalidDocument(
                    "pointer: expected revision|policy|version|candidate|percent|previous, got " + text);
        }
        try {
            double percent = parts[4].isEmpty() ? 0 : Double.parseDouble(parts[4]);
            return new Pointer(Long.parseLong(parts[0]), Policy.of(parts[1], parts[2], parts[3], percent), parts[5]);
        } catch (NumberFormatException e) {
            throw new InvalidDocument("pointer: expected numbers as revision and percent, got " + text, e);
        } catch (Refused wrong) {
            throw new InvalidDocument("pointer: " + wrong.problem().message());
        }
    }

    byte[] format() {
        String version = policy.versions().isEmpty() ? "" : policy.versions().getFirst();
        String candidate = policy.versions().size() < 2 ? "" : policy.versions().getLast();
        String percent = policy instanceof Policy.Canary canary ? Double.toString(canary.percent()) : "";
        return String.join("|", Long.toString(revision), policy.label(), version, candidate, percent, previous)
                .getBytes(StandardCharsets.UTF_8);
    }
}

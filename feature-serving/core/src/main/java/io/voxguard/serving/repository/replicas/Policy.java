package io.voxguard.serving.repository.replicas;

import io.voxguard.catalogue.document.Document;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.problem.Refused;
import io.voxguard.serving.repository.versions.VersionFolders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Choice of the version of a model that answers. */
public sealed interface Policy {
    /** The newest sound version. */
    record Latest() implements Policy {}

    /** One version. */
    record Pinned(String version) implements Policy {}

    /**
     * One version, and for some callers another.
     *
     * @param percent of the callers whom the candidate answers, by a stable hash: 0 to 100, in hundredths
     */
    record Canary(String version, String candidate, double percent) implements Policy {
        /** Resolution of the percentage: hundredths of a percent. */
        private static final int PARTS = 10_000;

        /** Returns whether the candidate answers for a caller: CRC-32C of {@code <model>:<caller>} modulo 10,000 is less than a hundred times the percentage. */
        public boolean chooses(String model, String caller) {
            CRC32C hash = new CRC32C();
            hash.update((model + ':' + caller).getBytes(StandardCharsets.UTF_8));
            return hash.getValue() % PARTS < Math.round(percent * (PARTS / 100));
        }
    }

    /** One version; another is scored beside it, and its answers are compared and thrown away. */
    record Shadow(String version, String candidate) implements Policy {}

    /** Returns its name: {@code latest}, {@code pinned}, {@code canary} or {@code shadow}. */
    default String label() {
        return switch (this) {
            case Latest latest -> "latest";
            case Pinned pinned -> "pinned";
            case Canary canary -> "canary";
            case Shadow shadow -> "shadow";
        };
    }

    /** Returns the versions that it names, the answering one first. */
    default List<String> versions() {
        return switch (this) {
            case Latest latest -> List.of();
            case Pinned pinned -> List.of(pinned.version());
            case Canary canary -> List.of(canary.version(), canary.candidate());
            case Shadow shadow -> List.of(shadow.version(), shadow.candidate());
        };
    }

    /**
     * A policy from its parts.
     *
     * @param version empty, as {@code candidate}, if the policy has none
     * @throws Refused if a part is missing or is not what it should be
     */
    static Policy of(String label, String version, String candidate, double percent) {
        return switch (label) {
            case "latest" -> new Latest();
            case "pinned" -> new Pinned(needed(label, "version", version));
            case "canary" -> {
                if (!(percent >= 0 && percent <= 100)) {
                    throw Refused.invalid("percent", "0 to 100", Double.toString(percent));
                }
                yield new Canary(needed(label, "version", version), needed(label, "candidate", candidate), percent);
            }
            case "shadow" -> new Shadow(needed(label, "version", version), needed(label, "candidate", candidate));
            default -> throw Refused.invalid("policy", "latest, pinned, canary or shadow", label);
        };
    }

    private static String needed(String policy, String field, String value) {
        if (!VersionFolders.isName(value)) {
            String expected = "the name of a version for policy " + policy;
            throw Refused.invalid(field, expected, value.isEmpty() ? "nothing" : value);
        }
        return value;
    }

    /** Reads {@code policy.yaml} beside a model's versions; {@link Latest} if there is no such file. */
    static Policy read(Path folder) {
        Path file = folder.resolve("policy.yaml");
        if (!Files.exists(file)) {
            return new Latest();
        }
        Document policy = Document.read(file);
        try {
            return of(
                    policy.text("policy"),
                    policy.has("version") ? policy.text("version") : "",
                    policy.has("candidate") ? policy.text("candidate") : "",
                    policy.has("percent") ? policy.number("percent") : 0);
        } catch (Refused wrong) {
            throw new InvalidDocument(file + ": " + wrong.problem().message());
        }
    }
}

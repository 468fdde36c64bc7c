package io.voxguard.api.http.models;

import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.serving.repository.ModelView;
import io.voxguard.serving.repository.Policy;
import io.voxguard.serving.repository.ReplicaState;
import io.voxguard.serving.repository.ShadowStats;
import java.time.Instant;
import java.util.List;

/** A model as {@code /v1/models} shows it. */
final class ModelJson {
    private ModelJson() {}

    static void write(JsonBytes json, ModelView model, List<ReplicaState> replicas) {
        json.beginObject();
        text(json, "name", model.name());
        text(json, "kind", model.kind());
        json.field("policy");
        policy(json, model.policy());
        json.field("revision");
        json.number(model.revision());
        text(json, "serving", model.serving().orElse(""));
        versions(json, model);
        model.shadow().ifPresent(shadow -> shadow(json, shadow));
        json.field("replicas");
        json.beginArray();
        replicas.forEach(replica -> replica(json, replica));
        json.endArray();
        json.endObject();
    }

    private static void versions(JsonBytes json, ModelView model) {
        json.field("versions");
        json.beginArray();
        for (ModelView.VersionView version : model.versions()) {
            json.beginObject();
            text(json, "version", version.version());
            text(json, "state", version.ready() ? "READY" : "UNAVAILABLE");
            if (!version.reason().isEmpty()) {
                text(json, "reason", version.reason());
            }
            if (!version.sha256().isEmpty()) {
                text(json, "sha256", version.sha256());
            }
            json.field("in_use");
            json.number((long) version.uses());
            json.endObject();
        }
        json.endArray();
    }

    private static void policy(JsonBytes json, Policy policy) {
        json.beginObject();
        text(json, "policy", policy.label());
        List<String> versions = policy.versions();
        if (!versions.isEmpty()) {
            text(json, "version", versions.getFirst());
        }
        if (versions.size() == 2) {
            text(json, "candidate", versions.getLast());
        }
        if (policy instanceof Policy.Canary canary) {
            json.field("percent");
            json.number(canary.percent());
        }
        json.endObject();
    }

    private static void shadow(JsonBytes json, ShadowStats shadow) {
        json.field("shadow");
        json.beginObject();
        json.field("compared");
        json.number(shadow.compared());
        json.field("dropped");
        json.number(shadow.notCompared());
        json.field("max_difference");
        json.number(shadow.maxDifference());
        json.field("decisions_differ");
        json.number(shadow.decisionsDiffer());
        json.endObject();
    }

    private static void replica(JsonBytes json, ReplicaState replica) {
        json.beginObject();
        text(json, "replica", replica.replica());
        json.field("revision");
        json.number(replica.revision());
        text(json, "serving", replica.serving());
        text(json, "state", replica.state());
        if (!replica.reason().isEmpty()) {
            text(json, "reason", replica.reason());
        }
        text(json, "seen_at", Instant.ofEpochMilli(replica.seenAtMs()).toString());
        json.endObject();
    }

    private static void text(JsonBytes json, String field, String value) {
        json.field(field);
        json.string(value);
    }
}

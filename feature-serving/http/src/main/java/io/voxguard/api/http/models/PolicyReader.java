package io.voxguard.api.http.models;

import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.api.http.json.JsonBody;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.problem.Refused;
import io.voxguard.serving.repository.replicas.Policy;
import java.util.HashMap;
import java.util.Map;

/** Reads the body of {@code PUT /v1/models/{model}/policy}. */
final class PolicyReader {
    private PolicyReader() {}

    static Policy read(byte[] body) {
        Map<String, String> texts = new HashMap<>();
        double[] percent = {Double.NaN};
        JsonBody.fields(body, (json, name) -> {
            switch (name) {
                case "policy", "version", "candidate" -> {
                    if (json.currentToken() != JsonToken.VALUE_NULL) {
                        texts.put(name, JsonValues.text(json, name, "a string"));
                    }
                }
                case "percent" -> {
                    if (json.currentToken() != JsonToken.VALUE_NULL) {
                        percent[0] = JsonValues.number(json, name, "a number from 0 to 100");
                    }
                }
                default ->
                    throw Refused.invalid(name, "one of policy, version, candidate, percent", "an unknown field");
            }
        });
        String policy = texts.getOrDefault("policy", "");
        return Policy.of(policy, texts.getOrDefault("version", ""), texts.getOrDefault("candidate", ""), percent[0]);
    }
}

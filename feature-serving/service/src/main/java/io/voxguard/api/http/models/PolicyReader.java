package io.voxguard.api.http.models;

import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.api.http.BadRequest;
import io.voxguard.api.http.json.JsonBody;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.repository.Policy;
import java.util.HashMap;
import java.util.Map;

/** Reads the body of {@code PUT /v1/models/{model}/policy}. */
final class PolicyReader {
    private PolicyReader() {}

    static Policy read(byte[] body) throws BadRequest {
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
                default -> throw BadRequest.of(name, "one of policy, version, candidate, percent", "an unknown field");
            }
        });
        String policy = texts.getOrDefault("policy", "");
        try {
            return Policy.of(
                    policy, texts.getOrDefault("version", ""), texts.getOrDefault("candidate", ""), percent[0]);
        } catch (InvalidDocument e) {
            throw asked(String.valueOf(e.getMessage()));
        }
    }

    /** The message is {@code field: expected …, got …}. */
    private static BadRequest asked(String message) {
        int colon = message.indexOf(": expected ");
        int got = message.lastIndexOf(", got ");
        return BadRequest.of(
                message.substring(0, colon),
                message.substring(colon + ": expected ".length(), got),
                message.substring(got + ", got ".length()));
    }
}

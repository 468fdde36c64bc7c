package io.voxguard.api.http.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.api.http.json.JsonBody;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.problem.Refused;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads the bodies of the repository's calls. Fields without an effect here are refused: leaving them out would make another call of it. */
final class RepositoryBodies {
    private RepositoryBodies() {}

    /** Returns true when an index of ready versions alone is asked for. */
    static boolean readyOnly(byte[] body) {
        AtomicBoolean ready = new AtomicBoolean();
        fields(body, (json, name) -> {
            if (!name.equals("ready")) {
                throw Refused.invalid(name, "ready", "an unknown field");
            }
            ready.set(JsonValues.flag(json, name));
        });
        return ready.get();
    }

    /** Checks that a load asks for the model as its folder has it: Triton's {@code config} and {@code file:<path>} are not supported. */
    static void checkLoad(byte[] body) {
        parameters(body, (json, name) -> {
            throw Refused.invalid(
                    "parameters." + name, "none: a model is loaded as its folder has it", '"' + name + '"');
        });
    }

    /** Checks an unload. Nothing depends on a model here, so {@code unload_dependents} may be either. */
    static void checkUnload(byte[] body) {
        parameters(body, (json, name) -> {
            if (!name.equals("unload_dependents")) {
                throw Refused.invalid("parameters." + name, "unload_dependents", '"' + name + '"');
            }
            JsonValues.flag(json, "parameters." + name);
        });
    }

    private static void parameters(byte[] body, JsonBody.Field parameter) {
        fields(body, (json, name) -> {
            if (!name.equals("parameters")) {
                throw Refused.invalid(name, "parameters", "an unknown field");
            }
            each(json, parameter);
        });
    }

    private static void each(JsonParser json, JsonBody.Field parameter) throws IOException {
        InferReader.object(json, "parameters");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                parameter.read(json, name);
            }
        }
    }

    /** Reads the fields that are not null; an empty body has no fields. */
    private static void fields(byte[] body, JsonBody.Field field) {
        if (body.length == 0) {
            return;
        }
        JsonBody.fields(body, (json, name) -> {
            if (json.currentToken() != JsonToken.VALUE_NULL) {
                field.read(json, name);
            }
        });
    }
}

package io.voxguard.api.http.inference;

import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.ModelView;
import io.voxguard.serving.repository.ModelView.VersionView;
import io.voxguard.serving.repository.VersionStats;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.List;
import java.util.Set;

/** What there is to know of models, as the protocol and Triton's extensions have it. */
final class ModelsJson {
    private ModelsJson() {}

    static void metadata(JsonBytes json, ModelView model, ModelDescription description) {
        json.beginObject();
        json.field("name");
        json.string(model.name());
        json.field("versions");
        json.beginArray();
        model.versions().stream().filter(VersionView::ready).forEach(version -> json.string(version.version()));
        json.endArray();
        json.field("platform");
        json.string(description.platform());
        tensors(json, "inputs", description.inputs());
        tensors(json, "outputs", description.outputs());
        json.endObject();
    }

    private static void tensors(JsonBytes json, String field, List<TensorSpec> specs) {
        json.field(field);
        json.beginArray();
        for (TensorSpec spec : specs) {
            json.beginObject();
            json.field("name");
            json.string(spec.name());
            json.field("datatype");
            json.string(spec.type().name());
            dimensions(json, "shape", spec);
            json.endObject();
        }
        json.endArray();
    }

    private static void dimensions(JsonBytes json, String field, TensorSpec spec) {
        json.field(field);
        json.beginArray();
        for (long dimension : spec.shape().toArray()) {
            json.number(dimension);
        }
        json.endArray();
    }

    /** Triton's ModelConfig, as far as it has a meaning here. */
    static void config(JsonBytes json, ModelView model, ModelDescription description) {
        json.beginObject();
        json.field("name");
        json.string(model.name());
        json.field("platform");
        json.string(description.platform());
        json.field("backend");
        json.string("onnxruntime");
        json.field("max_batch_size");
        json.number(0L);
        configTensors(json, "input", description.inputs(), description.optional());
        configTensors(json, "output", description.outputs(), Set.of());
        json.field("parameters");
        json.beginObject();
        description.parameters().forEach((name, value) -> parameter(json, name, value));
        description
                .classes()
                .forEach((output, classes) -> parameter(json, output + ".classes", String.join(",", classes)));
        json.endObject();
        json.endObject();
    }

    private static void parameter(JsonBytes json, String name, String value) {
        json.field(name);
        json.beginObject();
        json.field("string_value");
        json.string(value);
        json.endObject();
    }

    private static void configTensors(JsonBytes json, String field, List<TensorSpec> specs, Set<String> optional) {
        json.field(field);
        json.beginArray();
        for (TensorSpec spec : specs) {
            json.beginObject();
            json.field("name");
            json.string(spec.name());
            json.field("data_type");
            json.string("TYPE_"
                    + (spec.type() == DataType.BYTES ? "STRING" : spec.type().name()));
            dimensions(json, "dims", spec);
            if (optional.contains(spec.name())) {
                json.field("optional");
                json.bool(true);
            }
            json.endObject();
        }
        json.endArray();
    }

    /** Triton's statistics of loaded versions. */
    static void stats(JsonBytes json, List<ModelView> models, String version) {
        json.beginObject();
        json.field("model_stats");
        json.beginArray();
        for (ModelView model : models) {
            for (VersionView one : model.versions()) {
                if (version.isEmpty() || version.equals(one.version())) {
                    one.stats().ifPresent(stats -> stats(json, model.name(), one.version(), stats));
                }
            }
        }
        json.endArray();
        json.endObject();
    }

    private static void stats(JsonBytes json, String model, String version, VersionStats stats) {
        json.beginObject();
        json.field("name");
        json.string(model);
        json.field("version");
        json.string(version);
        number(json, "last_inference", stats.lastMs());
        number(json, "inference_count", stats.rows());
        number(json, "execution_count", stats.succeeded());
        json.field("inference_stats");
        json.beginObject();
        duration(json, "success", stats.succeeded(), stats.succeededNanos());
        duration(json, "fail", stats.failed(), stats.failedNanos());
        duration(json, "queue", stats.succeeded(), stats.queueNanos());
        duration(json, "compute_input", stats.succeeded(), 0);
        duration(json, "compute_infer", stats.succeeded(), stats.computeNanos());
        duration(json, "compute_output", stats.succeeded(), 0);
        duration(json, "cache_hit", 0, 0);
        duration(json, "cache_miss", 0, 0);
        json.endObject();
        json.field("batch_stats");
        json.beginArray();
        json.endArray();
        json.endObject();
    }

    private static void duration(JsonBytes json, String field, long count, long nanos) {
        json.field(field);
        json.beginObject();
        number(json, "count", count);
        number(json, "ns", nanos);
        json.endObject();
    }

    private static void number(JsonBytes json, String field, long value) {
        json.field(field);
        json.number(value);
    }

    /** Triton's repository index: each version with its state. */
    static void index(JsonBytes json, List<ModelView> models, boolean readyOnly) {
        json.beginArray();
        for (ModelView model : models) {
            for (VersionView version : model.versions()) {
                if (version.ready() || !readyOnly) {
                    indexed(json, model.name(), version.version(), version.ready(), version.reason());
                }
            }
            if (model.versions().isEmpty() && !readyOnly) {
                indexed(json, model.name(), "", false, model.unloaded() ? "unloaded" : "no version");
            }
        }
        json.endArray();
    }

    private static void indexed(JsonBytes json, String name, String version, boolean ready, String reason) {
        json.beginObject();
        json.field("name");
        json.string(name);
        json.field("version");
        json.string(version);
        json.field("state");
        json.string(ready ? "READY" : "UNAVAILABLE");
        json.field("reason");
        json.string(reason);
        json.endObject();
    }
}

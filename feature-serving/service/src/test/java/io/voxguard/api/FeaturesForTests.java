package io.voxguard.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A real store, and the project's models with views of every kind beside them, in both layouts. */
public class FeaturesForTests extends ServiceForTests {
    @Override
    void configure(Path models, Map<String, String> settings) throws IOException {
        settings.put("voxguard.scoring.default-deadline", "5s");
        settings.put("voxguard.features.read-deadline", "10s");
        settings.put("voxguard.features.write-deadline", "10s");
        settings.put("voxguard.near-cache.views.near.ttl", "60s");
        settings.put("voxguard.near-cache.views.near_feast.ttl", "60s");
        copyProjectModels(models);
        views(models.resolve("feature-views"));
    }

    private static void views(Path folder) throws IOException {
        String counts = """
                push_source: %s_push
                ttl: PT1H
                features:
                  - {name: calls, type: int32, unit: calls, default: 0, meaning: "calls"}
                  - {name: ratio, type: float32, unit: ratio, default: 0, meaning: "share"}
                  - {name: known, type: bool, unit: flag, default: false, meaning: "flag"}
                """;
        String feast = "layout: feast\nproject: voice_fraud\n";
        String caller = "join_keys: [{name: caller_id, type: string}]\n";
        write(folder, "packed", "id: 101\nversion: 1\n" + caller + counts);
        write(folder, "feast", feast + caller + counts);
        write(folder, "near", "id: 102\nversion: 1\n" + caller + counts);
        write(folder, "near_feast", feast + caller + counts);
        String pair = "join_keys: [{name: callee_id, type: int64}, {name: caller_id, type: string}]\n";
        write(folder, "packed_pair", "id: 103\nversion: 1\n" + pair + counts);
        write(folder, "feast_pair", feast + pair + counts);
        write(folder, "feast_everybody", feast + "join_keys: []\n" + counts);
        write(folder, "packed_everybody", "id: 104\nversion: 1\njoin_keys: []\n" + counts);
        write(folder, "caller_by_number", feast + "join_keys: [{name: caller_id, type: int64}]\n" + counts);
        write(folder, "by_int32", feast + "join_keys: [{name: cell, type: int32}]\n" + counts);
        StringBuilder every = new StringBuilder(
                feast + "join_keys: [{name: account, type: int64}]\n" + "push_source: %s_push\nttl: PT1H\nfeatures:\n");
        for (String type : new String[] {
            "bool",
            "int32",
            "int64",
            "float32",
            "float64",
            "string",
            "bytes",
            "unix_timestamp",
            "uuid",
            "decimal",
            "json",
            "map",
            "struct",
            "map_list",
            "value_list",
            "bool_list",
            "int32_list",
            "int64_list",
            "float32_list",
            "float64_list",
            "string_list",
            "bytes_list",
            "unix_timestamp_list",
            "int64_set",
            "string_set"
        }) {
            every.append("  - {name: " + type + "_f, type: " + type + ", unit: none, meaning: \"every type\"}\n");
        }
        write(folder, "every_type", every.toString());
        Files.writeString(folder.resolve("service.yaml"), """
                service: both
                features: ["packed:calls", "feast:calls", "feast:ratio"]
                """);
    }

    private static void write(Path folder, String view, String content) throws IOException {
        Files.writeString(folder.resolve(view + ".yaml"), "view: " + view + "\n" + content.formatted(view));
    }
}

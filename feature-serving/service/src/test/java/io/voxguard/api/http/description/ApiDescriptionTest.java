package io.voxguard.api.http.description;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ApiDescriptionTest {
    private final ApiDescription description = new ApiDescription();

    @Test
    void jsonSaysWhatTheYamlSays() {
        Object written = new Load(LoadSettings.builder().build())
                .loadFromString(new String(description.yaml(), StandardCharsets.UTF_8));
        // JSON is YAML too: read by the same parser, both have the same types
        Object json = new Load(LoadSettings.builder().build())
                .loadFromString(new String(description.json(), StandardCharsets.UTF_8));
        assertThat(json).isEqualTo(written);
    }

    @Test
    void statusesAreNamesInJson() {
        Map<String, Object> replies = JsonPath.from(new String(description.json(), StandardCharsets.UTF_8))
                .getMap("paths.'/v1/score'.post.responses");
        assertThat(replies).containsKeys("200", "400");
    }
}

package io.voxguard.testing;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.nio.file.Path;
import java.util.List;

/** The JSON Schemas of {@code docs/events}. */
public final class EventSchemas {
    private static final String ADDRESS = "https://voxguard.io/schemas/";

    private EventSchemas() {}

    /** Returns the folder of the schemas. */
    public static Path folder() {
        return Path.of(System.getProperty("voxguard.root"), "docs/events");
    }

    /** Returns what is wrong with a structured event about a decided call; empty if it is valid. */
    public static List<String> problems(String event) {
        return problems("event.v1.json", event);
    }

    /** Returns what is wrong with a structured event of the progress of a call; empty if it is valid. */
    public static List<String> problemsOfProgress(String event) {
        return problems("call-progress.v1.json", event);
    }

    private static List<String> problems(String schemaFile, String event) {
        JsonSchema schema = JsonSchemaFactory.getInstance(
                        SpecVersion.VersionFlag.V202012,
                        factory -> factory.schemaMappers(mappers ->
                                mappers.mapPrefix(ADDRESS, folder().toUri().toString())))
                .getSchema(SchemaLocation.of(ADDRESS + schemaFile));
        return schema
                .validate(event, InputFormat.JSON, execution -> execution
                        .getExecutionConfig()
                        .setFormatAssertionsEnabled(true))
                .stream()
                .map(Object::toString)
                .toList();
    }
}

package io.voxguard.api.http.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Writes records as JSON, with field names in snake case and without fields that are null: for management, where {@link JsonBytes} would gain nothing. */
public final class RecordJson {
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build()
            .writer();

    private RecordJson() {}

    /** Returns the JSON of a record, or of a list of records. */
    public static ByteBuf write(Object records) {
        try {
            return Unpooled.wrappedBuffer(WRITER.writeValueAsBytes(records));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON can be written of " + records, e);
        }
    }
}

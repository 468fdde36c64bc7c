package io.voxguard.store.messaging.payload;

import io.smallrye.reactive.messaging.MessageConverter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxguard.store.messaging.IncomingRedisPubSubMetadata;
import io.voxguard.store.messaging.IncomingRedisStreamMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Gives an application that asks for text, JSON or a buffer what is in the payload of a message from the store. */
@ApplicationScoped
public class BytesConverter implements MessageConverter {
    private static final Map<Type, Function<byte[], ?>> CONVERSIONS = Map.of(
            String.class, bytes -> new String(bytes, StandardCharsets.UTF_8),
            JsonObject.class, bytes -> new JsonObject(Buffer.buffer(bytes)),
            JsonArray.class, bytes -> new JsonArray(Buffer.buffer(bytes)),
            Buffer.class, Buffer::buffer);

    @Override
    public boolean canConvert(Message<?> message, Type target) {
        return CONVERSIONS.containsKey(target)
                && message.getPayload() instanceof byte[]
                && (message.getMetadata(IncomingRedisStreamMetadata.class).isPresent()
                        || message.getMetadata(IncomingRedisPubSubMetadata.class)
                                .isPresent());
    }

    @Override
    public Message<?> convert(Message<?> message, Type target) {
        Function<byte[], ?> conversion = CONVERSIONS.get(target);
        if (conversion == null || !(message.getPayload() instanceof byte[] bytes)) {
            throw new IllegalArgumentException(
                    "payload: expected to become " + target + ", got " + message.getPayload());
        }
        return message.withPayload(conversion.apply(bytes));
    }
}

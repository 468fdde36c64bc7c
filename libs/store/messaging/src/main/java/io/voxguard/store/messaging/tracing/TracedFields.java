package io.voxguard.store.messaging.tracing;

import java.util.Map;

/**
 * Fields that carry a trace context.
 *
 * @param destination stream or channel of the store
 * @param client group, or the name of the program's channel
 * @param messageId of the entry; empty before it is appended
 * @param fields changed when a context is written
 */
public record TracedFields(String destination, String client, String messageId, Map<String, byte[]> fields) {}

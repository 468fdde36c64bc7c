package io.voxguard.store.messaging.cloudevents;

import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import java.util.Optional;

/**
 * Payload of an entry: the data of its CloudEvent if it is one.
 *
 * @param data not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
public record EventPayload(byte[] data, Optional<IncomingCloudEventMetadata<byte[]>> event) {}

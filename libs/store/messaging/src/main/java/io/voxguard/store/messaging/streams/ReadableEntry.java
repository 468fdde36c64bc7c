package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.cloudevents.EventPayload;

/** Entry whose payload has been read. */
record ReadableEntry(Delivery delivery, EventPayload payload) {}

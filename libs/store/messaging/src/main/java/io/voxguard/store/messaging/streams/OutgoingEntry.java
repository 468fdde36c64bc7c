package io.voxguard.store.messaging.streams;

import java.util.Map;
import java.util.Optional;

/**
 * Entry to append.
 *
 * @param mark key that marks its event as appended; empty: it has no identity
 * @param fields changed when a trace context is added
 */
record OutgoingEntry(String stream, Optional<String> mark, Map<String, byte[]> fields) {}

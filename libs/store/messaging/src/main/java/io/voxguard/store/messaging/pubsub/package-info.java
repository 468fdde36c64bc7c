/**
 * Connector {@code redis-pubsub}: at most once. In: what is published on channels of a store while this process is subscribed; messages of the application. Out:
 * messages without acknowledgement; what is published. Gaps are logged and counted.
 */
@NullMarked
package io.voxguard.store.messaging.pubsub;

import org.jspecify.annotations.NullMarked;

/** event-fanout as a process of its own: events over HTTP, from Kafka and from the store's stream; their delivery; the state of each destination over HTTP. */
@NullMarked
package io.voxguard.fanout.service;

import org.jspecify.annotations.NullMarked;

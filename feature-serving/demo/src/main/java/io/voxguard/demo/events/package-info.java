/**
 * The events of a demo, from the service to those who use them. In: the store and the consumers' folders. Out: event-fanout, alerting and case management as processes
 * of their own, and what became of the detections.
 */
@NullMarked
package io.voxguard.demo.events;

import org.jspecify.annotations.NullMarked;

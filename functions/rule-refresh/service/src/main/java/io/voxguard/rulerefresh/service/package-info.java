/** rule-refresh as a process of its own: events over HTTP, from Kafka and from the store's stream, and a timer; how the sets stand over HTTP. */
@NullMarked
package io.voxguard.rulerefresh.service;

import org.jspecify.annotations.NullMarked;

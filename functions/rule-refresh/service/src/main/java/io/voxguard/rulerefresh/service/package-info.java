/** rule-refresh as a process of its own: events over HTTP, from Kafka and from the store's stream; a timer; the state of each set over HTTP. */
@NullMarked
package io.voxguard.rulerefresh.service;

import org.jspecify.annotations.NullMarked;

/** In: events for a webhook. Out: signed POST requests to addresses that have been checked. */
@NullMarked
package io.voxguard.fanout.send.webhook;

import org.jspecify.annotations.NullMarked;

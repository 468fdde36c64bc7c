/**
 * In: events that calls have started. Out: events that they were scored, as the reply, or in a stream or topic. The scoring is feature serving's; docs/score.md has
 * the shapes.
 */
@NullMarked
package io.voxguard.score;

import org.jspecify.annotations.NullMarked;

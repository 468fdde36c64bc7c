/**
 * In: scores, the vectors behind them, and how much is known of a call. Out: allow, review or block, what that rests on, and the features that moved the score
 * most.
 */
@NullMarked
package io.voxguard.serving.decision;

import org.jspecify.annotations.NullMarked;

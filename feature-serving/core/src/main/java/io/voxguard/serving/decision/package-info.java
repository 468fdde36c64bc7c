/**
 * In: scores and the vectors behind them. Out: allow, review or block, with the features that moved the score most.
 */
@NullMarked
package io.voxguard.serving.decision;

import org.jspecify.annotations.NullMarked;

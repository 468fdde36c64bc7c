/** score on AWS Lambda: one Funqy function. */
@NullMarked
package io.voxguard.score.lambda;

import org.jspecify.annotations.NullMarked;

/** rule-refresh on AWS Lambda: one Funqy function. */
@NullMarked
package io.voxguard.rulerefresh.lambda;

import org.jspecify.annotations.NullMarked;

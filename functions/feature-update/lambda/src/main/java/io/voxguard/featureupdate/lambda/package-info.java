/** feature-update on AWS Lambda: one Funqy function. */
@NullMarked
package io.voxguard.featureupdate.lambda;

import org.jspecify.annotations.NullMarked;

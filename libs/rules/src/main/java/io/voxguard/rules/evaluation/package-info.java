/** In: rule sets, and a call's values. Out: which sets can be evaluated, and which of their rules fit the call. */
@NullMarked
package io.voxguard.rules.evaluation;

import org.jspecify.annotations.NullMarked;

/** In: scored calls with their vectors. Out: records of them that can be scored again, for training and disputes; and the comparison when they are. */
@NullMarked
package io.voxguard.serving.decisionlog;

import org.jspecify.annotations.NullMarked;

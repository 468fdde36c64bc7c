/** In: refreshes, and what engines have acknowledged. Out: who runs what, how far behind it is, and whether that is well. */
@NullMarked
package io.voxguard.rulerefresh.fleet;

import org.jspecify.annotations.NullMarked;

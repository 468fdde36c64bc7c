/** In: the rules database. Out: one consistent reading of a set, as it was committed. */
@NullMarked
package io.voxguard.rulerefresh.source;

import org.jspecify.annotations.NullMarked;

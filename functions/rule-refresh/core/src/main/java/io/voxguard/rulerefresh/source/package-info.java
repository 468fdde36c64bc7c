/** In: the rules database. Out: consistent readings of committed sets. */
@NullMarked
package io.voxguard.rulerefresh.source;

import org.jspecify.annotations.NullMarked;

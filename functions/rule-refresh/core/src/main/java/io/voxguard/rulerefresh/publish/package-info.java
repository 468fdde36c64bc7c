/** In: what the database says, and what the store holds. Out: the store holding the same, or why not. */
@NullMarked
package io.voxguard.rulerefresh.publish;

import org.jspecify.annotations.NullMarked;

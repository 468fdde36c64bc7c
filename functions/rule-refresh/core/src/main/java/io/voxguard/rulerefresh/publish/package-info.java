/** In: the database's rules and the store's. Out: the store with the database's rules, or the reason why not. */
@NullMarked
package io.voxguard.rulerefresh.publish;

import org.jspecify.annotations.NullMarked;

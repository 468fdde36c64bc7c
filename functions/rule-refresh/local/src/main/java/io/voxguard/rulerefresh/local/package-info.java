/** rule-refresh with a database and a store of its own: for people who try it, and for the checks in clients/rules. */
@NullMarked
package io.voxguard.rulerefresh.local;

import org.jspecify.annotations.NullMarked;

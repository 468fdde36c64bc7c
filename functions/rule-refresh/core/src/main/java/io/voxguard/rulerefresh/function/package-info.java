/** rule-refresh as an event function. In: events that rules have changed, and a schedule. Out: refreshes of the sets that they name. */
@NullMarked
package io.voxguard.rulerefresh.function;

import org.jspecify.annotations.NullMarked;

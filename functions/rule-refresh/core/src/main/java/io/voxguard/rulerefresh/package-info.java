/** rule-refresh: rules from the database, checked as a whole, to the store that the engines follow. {@code publish.RuleRefresh} shows the road. */
@NullMarked
package io.voxguard.rulerefresh;

import org.jspecify.annotations.NullMarked;

/** rule-refresh: brings rules from the database, validated as a whole, to the store that the engines follow. {@code publish.RuleRefresh} has the steps in their order. */
@NullMarked
package io.voxguard.rulerefresh;

import org.jspecify.annotations.NullMarked;

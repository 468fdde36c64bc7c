/** In: which rule set {@code /v1/score} holds calls against. Out: the rules that are in force, followed in the store; off unless a set is named. */
@NullMarked
package io.voxguard.api.rules;

import org.jspecify.annotations.NullMarked;

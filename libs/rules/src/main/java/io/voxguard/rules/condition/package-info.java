/**
 * Conditions of rules. In: CEL, and the fields that it may name. Out: conditions that have been type-checked and are evaluated over a call's values, or why they
 * are refused. The only importer of CEL.
 */
@NullMarked
package io.voxguard.rules.condition;

import org.jspecify.annotations.NullMarked;

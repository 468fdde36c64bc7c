/**
 * The road from a call to a decision, without HTTP: call → entity keys → features → vector → model → decision.
 * Each package owns the type that it hands on and imports only earlier ones; {@code pipeline} puts them in a row.
 */
@NullMarked
package io.voxguard.serving;

import org.jspecify.annotations.NullMarked;

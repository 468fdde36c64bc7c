/**
 * The store as the rest of the project sees it: one interface for each use. In: keys and encoded values. Out: values as bytes, and the outcome of each read or write.
 * The key grammar and the row format are written down in {@code docs/wire/rows.md}.
 */
@NullMarked
package io.voxguard.store;

import org.jspecify.annotations.NullMarked;

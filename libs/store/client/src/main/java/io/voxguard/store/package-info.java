/**
 * The online store as the rest of the project sees it. In: keys and encoded rows. Out: rows as bytes, and how a read or write went.
 * The key grammar and the row format are written down in {@code docs/wire/rows.md}.
 */
@NullMarked
package io.voxguard.store;

import org.jspecify.annotations.NullMarked;

/** What tests of several modules share. In: conditions, scrapes, pages of the documentation. Out: waits that end, and values to compare. */
@NullMarked
package io.voxguard.testing;

import org.jspecify.annotations.NullMarked;

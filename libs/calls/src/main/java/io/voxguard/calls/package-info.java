/** In: events of the progress of calls, as JSON. Out: checked records of them, or a refusal that names the field; and CloudEvents. */
@NullMarked
package io.voxguard.calls;

import org.jspecify.annotations.NullMarked;

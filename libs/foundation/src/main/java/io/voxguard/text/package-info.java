/** Unicode text: decoding that refuses malformed bytes, and cutting that keeps characters whole. */
@NullMarked
package io.voxguard.text;

import org.jspecify.annotations.NullMarked;

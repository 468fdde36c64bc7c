/** Payloads as bytes. In: what an application sends, or asks for. Out: bytes with their media type, or text, JSON and fields. */
@NullMarked
package io.voxguard.store.messaging.payload;

import org.jspecify.annotations.NullMarked;

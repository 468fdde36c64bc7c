/** Checksums and signatures, over the JDK's own. In: bytes. Out: SHA-256 in hexadecimal digits, Ed25519 keys, whether a signature is theirs. */
@NullMarked
package io.voxguard.crypto;

import org.jspecify.annotations.NullMarked;

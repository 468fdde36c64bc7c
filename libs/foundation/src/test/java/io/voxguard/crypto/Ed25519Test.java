package io.voxguard.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Test 2 of RFC 8032, section 7.1. */
class Ed25519Test {
    /** Algorithm identifier of Ed25519 (RFC 8410), before the 32 bytes of the key. */
    private static final String HEADER = "302a300506032b6570032100";

    private static final byte[] KEY =
            HexFormat.of().parseHex(HEADER + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    private static final byte[] SIGNATURE = HexFormat.of()
            .parseHex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    private static final byte[] MESSAGE = {0x72};

    @Test
    void signatureOfTheKeyOverTheMessageIsAccepted() throws GeneralSecurityException {
        assertThat(Ed25519.isSignedBy(Ed25519.publicKey(KEY), MESSAGE, SIGNATURE))
                .isTrue();
    }

    @Test
    void signatureOverAnotherMessageIsRefused() throws GeneralSecurityException {
        PublicKey key = Ed25519.publicKey(KEY);
        assertThat(Ed25519.isSignedBy(key, new byte[] {0x73}, SIGNATURE)).isFalse();
        assertThat(Ed25519.isSignedBy(key, MESSAGE, new byte[64])).isFalse();
        assertThat(Ed25519.isSignedBy(key, MESSAGE, new byte[3])).isFalse();
    }

    @Test
    void bytesThatAreNotAKeyAreRefused() {
        assertThatThrownBy(() -> Ed25519.publicKey(new byte[] {1, 2, 3})).isInstanceOf(GeneralSecurityException.class);
    }
}

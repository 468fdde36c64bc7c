package io.voxguard.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/** Ed25519 public keys and the check of signatures (RFC 8032). */
public final class Ed25519 {
    private static final String ALGORITHM = "Ed25519";

    private Ed25519() {}

    /**
     * Returns a public key.
     *
     * @param encoded X.509 SubjectPublicKeyInfo
     * @throws GeneralSecurityException if the bytes are not an Ed25519 key
     */
    public static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** Returns whether a key has signed a message; false, too, if the bytes are not a signature. */
    public static boolean isSignedBy(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

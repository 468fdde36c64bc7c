package io.voxguard.rules;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Signs pointers with Ed25519. Thread-safe. */
public final class SigningKey {
    private final String id;
    private final PrivateKey key;

    /**
     * @param id name by which verifiers know the key
     * @param pkcs8 private key: PKCS #8 in base64
     * @throws IllegalArgumentException if it is not an Ed25519 key
     */
    public SigningKey(String id, String pkcs8) {
        this.id = id;
        try {
            this.key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pkcs8)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("signing key: expected an Ed25519 key as PKCS #8 in base64", e);
        }
    }

    public String id() {
        return id;
    }

    /** Returns the snapshot with a signed pointer. */
    public Snapshot sign(Snapshot snapshot) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(snapshot.pointer().signedBytes(snapshot.set()));
            String text = Base64.getEncoder().encodeToString(signature.sign());
            return new Snapshot(snapshot.set(), snapshot.pointer().withSignature(text), snapshot.blob());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is missing from this JDK", e);
        }
    }
}

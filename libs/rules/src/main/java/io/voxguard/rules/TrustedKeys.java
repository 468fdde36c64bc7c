package io.voxguard.rules;

import io.voxguard.crypto.Ed25519;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Public keys, one of which must have signed a pointer. Without keys every pointer is trusted. Thread-safe. */
public final class TrustedKeys {
    private final Map<String, PublicKey> keys = new LinkedHashMap<>();

    /**
     * @param keys by id: SubjectPublicKeyInfo in base64
     * @throws IllegalArgumentException if a key is not an Ed25519 key; names it
     */
    public TrustedKeys(Map<String, String> keys) {
        keys.forEach((id, encoded) -> this.keys.put(id, key(id, encoded)));
    }

    /**
     * Parses the value of {@code voxguard.rules.public-keys}.
     *
     * @param keys {@code id=key} each
     * @throws IllegalArgumentException if an entry has another form or its key is not an Ed25519 key; names it
     */
    public static TrustedKeys parse(List<String> keys) {
        Map<String, String> byId = new LinkedHashMap<>();
        for (String key : keys) {
            int at = key.indexOf('=');
            if (at < 1) {
                throw new IllegalArgumentException("voxguard.rules.public-keys: expected id=key, got " + key);
            }
            if (byId.put(key.substring(0, at), key.substring(at + 1)) != null) {
                throw new IllegalArgumentException(
                        "voxguard.rules.public-keys: expected each id once, got duplicate id " + key.substring(0, at));
            }
        }
        return new TrustedKeys(byId);
    }

    public Set<String> ids() {
        return Collections.unmodifiableSet(keys.keySet());
    }

    private static PublicKey key(String id, String encoded) {
        try {
            return Ed25519.publicKey(Base64.getDecoder().decode(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "public key " + id + ": expected an Ed25519 key as SubjectPublicKeyInfo in base64", e);
        }
    }

    /** Throws unless a trusted key has signed the pointer. */
    public void check(String set, RulePointer pointer) throws InvalidRules {
        if (keys.isEmpty()) {
            return;
        }
        PublicKey key = keys.get(pointer.keyId());
        if (key == null) {
            throw new InvalidRules("", "key_id", "one of " + keys.keySet(), "'" + pointer.keyId() + "'");
        }
        if (!isSigned(set, pointer, key)) {
            throw new InvalidRules("", "signature", "that of key " + pointer.keyId(), "another");
        }
    }

    private static boolean isSigned(String set, RulePointer pointer, PublicKey key) {
        try {
            byte[] signature = Base64.getDecoder().decode(pointer.signature());
            return Ed25519.isSignedBy(key, pointer.signedBytes(set), signature);
        } catch (IllegalArgumentException e) {
            return false; // not base64
        }
    }
}

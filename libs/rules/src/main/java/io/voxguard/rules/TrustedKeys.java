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

/** The keys of which one must have signed a pointer; with none, every pointer is trusted. Thread-safe. */
public final class TrustedKeys {
    private final Map<String, PublicKey> keys = new LinkedHashMap<>();

    /**
     * @param keys by their ids: SubjectPublicKeyInfo in base64
     * @throws IllegalArgumentException naming the key that is no Ed25519 key
     */
    public TrustedKeys(Map<String, String> keys) {
        keys.forEach((id, encoded) -> this.keys.put(id, key(id, encoded)));
    }

    /**
     * @param keys {@code id=key} each, as {@code voxguard.rules.public-keys} has them
     * @throws IllegalArgumentException naming what is no such text, or no Ed25519 key
     */
    public static TrustedKeys named(List<String> keys) {
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

    /** Refuses a pointer that no trusted key has signed. */
    public void check(String set, RulePointer pointer) throws InvalidRules {
        if (keys.isEmpty()) {
            return;
        }
        PublicKey key = keys.get(pointer.keyId());
        if (key == null) {
            throw new InvalidRules("", "key_id", "one of " + keys.keySet(), "'" + pointer.keyId() + "'");
        }
        if (!signed(set, pointer, key)) {
            throw new InvalidRules("", "signature", "that of key " + pointer.keyId(), "another");
        }
    }

    private static boolean signed(String set, RulePointer pointer, PublicKey key) {
        try {
            byte[] signature = Base64.getDecoder().decode(pointer.signature());
            return Ed25519.isSignedBy(key, pointer.signedBytes(set), signature);
        } catch (IllegalArgumentException e) {
            return false; // not base64
        }
    }
}

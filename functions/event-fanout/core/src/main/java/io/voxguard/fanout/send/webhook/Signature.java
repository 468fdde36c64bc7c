package io.voxguard.fanout.send.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures of Standard Webhooks: HMAC-SHA256 over id, time and body. Thread-safe. */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String ENCODED = "whsec_";

    private final SecretKeySpec key;

    private Signature(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Returns signatures with a secret.
     *
     * @param secret {@code whsec_} and the key in base64; any other text is the key itself
     */
    static Signature of(String secret) {
        return new Signature(
                secret.startsWith(ENCODED)
                        ? Base64.getDecoder().decode(secret.substring(ENCODED.length()))
                        : secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the value of the header {@code Webhook-Signature}. */
    String sign(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}

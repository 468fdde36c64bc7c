package io.voxguard.serving.callevent;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Forms of phone numbers in events. Used by one thread. */
public sealed interface PhoneNumbers {
    /** Returns what events have in the place of a number. */
    String of(String number);

    /** Returns the name of the form, which events have under {@code numbers}. */
    String label();

    /** The numbers as they were received. */
    record Plain() implements PhoneNumbers {
        @Override
        public String of(String number) {
            return number;
        }

        @Override
        public String label() {
            return "plain";
        }
    }

    /** HMAC-SHA256 of the numbers as they were received, in lower-case hex: the same for the same number, and nothing without the key. */
    final class Hashed implements PhoneNumbers {
        private static final String ALGORITHM = "HmacSHA256";
        private static final int MIN_KEY_BYTES = 16;

        private final Mac mac;

        /** @throws IllegalArgumentException when the key is too short; its message does not name the key */
        public Hashed(String key) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            if (bytes.length < MIN_KEY_BYTES) {
                throw new IllegalArgumentException(
                        "expected at least " + MIN_KEY_BYTES + " bytes, got " + bytes.length);
            }
            try {
                mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(bytes, ALGORITHM));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has " + ALGORITHM, e);
            }
        }

        @Override
        public String of(String number) {
            return HexFormat.of().formatHex(mac.doFinal(number.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public String label() {
            return "hash";
        }
    }
}

package io.voxguard.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.rules.Rule.Validity;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing and verification of pointers. */
class SigningTest {
    private static final KeyPair PAIR = pair("Ed25519");
    private static final KeyPair OTHER = pair("Ed25519");
    private final SigningKey key = new SigningKey("k1", base64(PAIR.getPrivate().getEncoded()));
    private final TrustedKeys trusted =
            new TrustedKeys(Map.of("k1", base64(PAIR.getPublic().getEncoded())));

    @Test
    void signatureEqualsTheJdksOverTheDocumentedText() throws Exception {
        RulePointer pointer = key.sign(snapshot("k1")).pointer();

        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(PAIR.getPublic());
        verifier.update(("voxguard.rules.v1|core|7|" + pointer.sha256() + "|" + pointer.bytes() + "|1|1000|k1")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(Base64.getDecoder().decode(pointer.signature())))
                .isTrue();
    }

    @Test
    void signingChangesNothingButTheSignature() {
        Snapshot unsigned = snapshot("k1");
        Snapshot signed = key.sign(unsigned);

        assertThat(signed.pointer().withSignature("")).isEqualTo(unsigned.pointer());
        assertThat(signed.blob()).isEqualTo(unsigned.blob());
        assertThat(signed.set()).isEqualTo("core");
        assertThat(key.id()).isEqualTo("k1");
    }

    @Test
    void pointerOfATrustedKeyIsAccepted() {
        assertThatCode(() -> trusted.check("core", key.sign(snapshot("k1")).pointer()))
                .doesNotThrowAnyException();
    }

    @Test
    void everyFieldOfThePointerIsCoveredByTheSignature() {
        RulePointer good = key.sign(snapshot("k1")).pointer();
        String sha = "f".repeat(64);
        List<RulePointer> altered = List.of(
                new RulePointer(8, good.sha256(), good.bytes(), 1, 1000, "k1", good.signature()),
                new RulePointer(7, sha, good.bytes(), 1, 1000, "k1", good.signature()),
                new RulePointer(7, good.sha256(), good.bytes() + 1, 1, 1000, "k1", good.signature()),
                new RulePointer(7, good.sha256(), good.bytes(), 2, 1000, "k1", good.signature()),
                new RulePointer(7, good.sha256(), good.bytes(), 1, 1001, "k1", good.signature()));

        assertThat(altered).allSatisfy(pointer -> assertThatThrownBy(() -> trusted.check("core", pointer))
                .isInstanceOf(InvalidRules.class)
                .hasMessage("signature: expected that of key k1, got another"));
    }

    @Test
    void pointerSignedForAnotherSetIsRefused() {
        RulePointer pointer = key.sign(snapshot("k1")).pointer();

        assertThatThrownBy(() -> trusted.check("spare", pointer)).hasMessageContaining("signature");
    }

    @Test
    void signatureOfAnotherKeyUnderATrustedIdIsRefused() {
        SigningKey impostor = new SigningKey("k1", base64(OTHER.getPrivate().getEncoded()));

        assertThatThrownBy(() ->
                        trusted.check("core", impostor.sign(snapshot("k1")).pointer()))
                .hasMessage("signature: expected that of key k1, got another");
    }

    @Test
    void keyIdThatIsNotTrustedIsNamedWithThoseThatAre() {
        RulePointer pointer = key.sign(snapshot("k2")).pointer();

        assertThatThrownBy(() -> trusted.check("core", pointer)).hasMessage("key_id: expected one of [k1], got 'k2'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "####", "QUJD"})
    void unreadableSignatureIsRefusedLikeAWrongOne(String signature) {
        RulePointer pointer = snapshot("k1").pointer().withSignature(signature);

        assertThatThrownBy(() -> trusted.check("core", pointer)).hasMessageContaining("signature");
    }

    @Test
    void withoutKeysEveryPointerIsTrusted() {
        TrustedKeys none = new TrustedKeys(Map.of());

        assertThat(none.ids()).isEmpty();
        assertThatCode(() -> none.check("core", snapshot("").pointer())).doesNotThrowAnyException();
    }

    @Test
    void duplicateIdOfATrustedKeyIsRefused() {
        String trustedKey = base64(PAIR.getPublic().getEncoded());
        String other = base64(OTHER.getPublic().getEncoded());

        assertThatThrownBy(() -> TrustedKeys.parse(List.of("k1=" + trustedKey, "k1=" + other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("voxguard.rules.public-keys: expected each id once, got duplicate id k1");
    }

    @Test
    void oneOfSeveralKeysIsEnough() {
        TrustedKeys both = TrustedKeys.parse(List.of(
                "old=" + base64(OTHER.getPublic().getEncoded()),
                "k1=" + base64(PAIR.getPublic().getEncoded())));

        assertThat(both.ids()).containsExactly("old", "k1");
        assertThatCode(() -> both.check("core", key.sign(snapshot("k1")).pointer()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"k1", "=abc", ""})
    void configuredKeyWithoutAnIdIsNamed(String key) {
        assertThatThrownBy(() -> TrustedKeys.parse(List.of(key)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("voxguard.rules.public-keys: expected id=key, got " + key);
    }

    @Test
    void keysOfAnotherKindAreRefusedByTheirId() {
        String rsa = base64(pair("X25519").getPublic().getEncoded());

        for (String encoded : List.of(rsa, "", "not base64", base64(new byte[44]))) {
            assertThatThrownBy(() -> new TrustedKeys(Map.of("k9", encoded)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("public key k9: expected an Ed25519 key as SubjectPublicKeyInfo in base64");
        }
    }

    @Test
    void signingKeyOfAnotherKindIsRefused() {
        String exchange = base64(pair("X25519").getPrivate().getEncoded());
        String halfOfThePair = base64(PAIR.getPublic().getEncoded());

        for (String encoded : List.of(exchange, halfOfThePair, "", "!")) {
            assertThatThrownBy(() -> new SigningKey("k", encoded))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("signing key: expected an Ed25519 key as PKCS #8 in base64");
        }
    }

    private static Snapshot snapshot(String keyId) {
        Rule rule = new Rule("r", "", "", "t", "true", RuleAction.BLOCK, 0, Validity.ALWAYS);
        return Snapshot.of(new RuleSet("core", List.of(rule)), 7, 1000, keyId);
    }

    private static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

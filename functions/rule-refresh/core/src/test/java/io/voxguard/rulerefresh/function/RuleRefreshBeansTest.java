package io.voxguard.rulerefresh.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.rulerefresh.publish.RefreshSettings;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that end the start, each with what the error says. */
class RuleRefreshBeansTest {
    private static final KeyPair KEY = newKey();
    private static final KeyPair OTHER_KEY = newKey();
    /** Stand for keys in the table, which are different in each run. */
    private static final Map<String, String> KEYS = Map.of(
            "<private>", base64(KEY.getPrivate().getEncoded()),
            "<public>", base64(KEY.getPublic().getEncoded()),
            "<other public>", base64(OTHER_KEY.getPublic().getEncoded()));

    private final RuleRefreshBeans beans = new RuleRefreshBeans();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-            | -         | nonsense                      | voxguard.rules.public-keys: expected id=key, got nonsense",
                "-            | -         | k=####                        | public key k: expected an Ed25519 key as SubjectPublicKeyInfo in base64",
                "-            | -         | k=<public>,k=<other public>   | voxguard.rules.public-keys: expected each id once, got duplicate id k",
                "k            | ####      | k=<public>                    | signing key: expected an Ed25519 key as PKCS #8 in base64",
                "k            | <public>  | k=<public>                    | signing key: expected an Ed25519 key as PKCS #8 in base64",
                "k            | <private> | -                             | voxguard.rules.public-keys: expected the public key of k, which signs; got []",
                "k            | <private> | l=<other public>              | voxguard.rules.public-keys: expected the public key of k, which signs; got [l]",
            })
    void wrongKeysAreNamed(String keyId, String privateKey, String publicKeys, String message) {
        Map<String, String> properties = new HashMap<>();
        put(properties, "voxguard.rules.signing.key-id", keyId);
        put(properties, "voxguard.rules.signing.private-key", privateKey);
        put(properties, "voxguard.rules.public-keys", publicKeys);

        assertThatThrownBy(() -> beans.refreshSettings(settings(properties)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void signingKeyThatIsTrustedIsAccepted() {
        Map<String, String> properties = new HashMap<>();
        put(properties, "voxguard.rules.signing.key-id", "k");
        put(properties, "voxguard.rules.signing.private-key", "<private>");
        put(properties, "voxguard.rules.public-keys", "k=<public>");

        RefreshSettings settings = beans.refreshSettings(settings(properties));

        assertThat(settings.signing())
                .hasValueSatisfying(key -> assertThat(key.id()).isEqualTo("k"));
        assertThat(settings.keep()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void folderWithoutFeatureViewsIsNamed(@TempDir Path folder) {
        assertThatThrownBy(() -> beans.conditions(() -> folder))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage(folder.resolve("feature-views") + ": expected a folder of feature views")
                .hasRootCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void wrongFeatureViewIsNamedWithItsFile(@TempDir Path folder) throws Exception {
        Path view = Files.createDirectory(folder.resolve("feature-views")).resolve("v.yaml");
        Files.writeString(view, "view: v\nid: one\n");

        assertThatThrownBy(() -> beans.conditions(() -> folder))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage(view + ": id: expected an integer, got one");
    }

    private static RulesSettings settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RulesSettings.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(RulesSettings.class);
    }

    private static void put(Map<String, String> properties, String key, String value) {
        if (value != null) {
            String text = value;
            for (Map.Entry<String, String> named : KEYS.entrySet()) {
                text = text.replace(named.getKey(), named.getValue());
            }
            properties.put(key, text);
        }
    }

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

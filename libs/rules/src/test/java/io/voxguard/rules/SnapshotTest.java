package io.voxguard.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.rules.Rule.Validity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    private static final Path SAMPLE = Path.of(System.getProperty("voxguard.root"), "docs/wire/rules-sample.json");

    @Test
    void sampleOfTheWireFormatIsReadVerifiedAndWrittenUnchanged() throws Exception {
        JsonNode sample = new ObjectMapper().readTree(SAMPLE.toFile());
        RulePointer pointer = RulePointer.parse(sample.get("pointer").textValue());
        byte[] blob = sample.get("blob").textValue().getBytes(StandardCharsets.UTF_8);
        TrustedKeys keys = new TrustedKeys(Map.of(
                "test-1",
                sample.at("/public_keys/test-1/subject_public_key_info").textValue()));
        keys.check("core", pointer);
        RuleSet rules = new Snapshot("core", pointer, blob).rules();
        assertThat(rules.rules()).extracting(Rule::id).containsExactly("partners", "irsf-1", "robocall-1");
        assertThat(RuleSetJson.write(rules)).isEqualTo(blob);
        assertThat(pointer.toString()).isEqualTo(sample.get("pointer").textValue());
        assertThatThrownBy(() -> keys.check("other", pointer)).hasMessageContaining("signature");
    }

    @Test
    void anyFlippedBitIsDetected() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        SigningKey key = new SigningKey("k", base64(pair.getPrivate().getEncoded()));
        TrustedKeys keys = new TrustedKeys(Map.of("k", base64(pair.getPublic().getEncoded())));
        Snapshot signed = key.sign(Snapshot.of(set(3), 7, 1_000, "k"));
        keys.check("core", signed.pointer());
        assertThat(signed.rules().rules()).hasSize(3);
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] blob = signed.blob().clone();
            blob[random.nextInt(blob.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> new Snapshot("core", signed.pointer(), blob).rules())
                    .hasMessageContaining("sha256");
            byte[] pointer = signed.pointer().toString().getBytes(StandardCharsets.US_ASCII);
            pointer[random.nextInt(pointer.length)] ^= (byte) (1 << random.nextInt(7));
            assertThatThrownBy(
                            () -> keys.check("core", RulePointer.parse(new String(pointer, StandardCharsets.US_ASCII))))
                    .isInstanceOf(InvalidRules.class);
        }
    }

    @Test
    void equalRulesGiveEqualBytesInAnyOrder() {
        List<Rule> rules = new ArrayList<>(set(50).rules());
        byte[] bytes = RuleSetJson.write(new RuleSet("core", rules));
        Collections.shuffle(rules, new Random(1));
        assertThat(RuleSetJson.write(new RuleSet("core", rules))).isEqualTo(bytes);
    }

    @Test
    void textsAreEscapedInCanonicalForm() throws Exception {
        Rule rule =
                new Rule("r", "\"\\/ é 𝒳 \u2028", "o", "t", "a\n\t== 'b'", RuleAction.FLAG, -3, new Validity(-5, 9));
        String json = new String(RuleSetJson.write(new RuleSet("s", List.of(rule))), StandardCharsets.UTF_8);
        assertThat(json)
                .isEqualTo(
                        "{\"format\":\"voxguard.rules.v1\",\"rules\":[{\"action\":\"flag\",\"condition\":\"a\\n\\t== 'b'\",\"id\":\"r\","
                                + "\"name\":\"\\\"\\\\/ é 𝒳 \u2028\",\"owner\":\"o\",\"priority\":-3,\"typology\":\"t\",\"valid_from\":-5,\"valid_to\":9}],\"set\":\"s\"}");
        assertThat(RuleSetJson.read(json.getBytes(StandardCharsets.UTF_8)).rules())
                .containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "0|SHA|5|1|5||",
                "01|SHA|5|1|5||",
                "9007199254740992|SHA|5|1|5||",
                "-1|SHA|5|1|5||",
                "1|abc|5|1|5||",
                "1|SHA|5|1|5|a b|",
                "1|SHA|5|1|5|k|c2lnbmF0dXJl",
                "1|SHA|5|1|5|||",
                "1|SHA|5|1|99999999999999999999||",
                "1|SHA| 5|1|5||",
            })
    void malformedPointerIsRefused(String text) {
        String pointer = text.replace("SHA", "0".repeat(64));
        assertThatThrownBy(() -> RulePointer.parse(pointer))
                .isInstanceOf(InvalidRules.class)
                .hasMessageContaining("pointer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"format\":\"voxguard.rules.v2\",\"rules\":[],\"set\":\"core\"}",
                "{\"format\":\"voxguard.rules.v1\",\"rules\":[1],\"set\":\"core\"}",
                "{\"format\":\"voxguard.rules.v1\",\"rules\":[{\"id\":\"a\"}],\"set\":\"core\"}",
                "{\"format\":\"voxguard.rules.v1\",\"rules\":{},\"set\":\"core\"}",
                "{\"format\":\"voxguard.rules.v1\",\"rules\":[],\"set\":\"core\"} x",
                "{\"format\":\"voxguard.rules.v1\",\"rules\":[],\"rules\":[],\"set\":\"core\"}",
                "{\"format\":\"voxguard.rules.v1\",\"rules\":[",
            })
    void malformedSnapshotIsRefused(String blob) {
        assertThatThrownBy(() -> RuleSetJson.read(blob.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidRules.class);
    }

    private static RuleSet set(int count) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rules.add(new Rule("rule-" + i, "n", "o", "irsf", "true", RuleAction.BLOCK, i % 7, Validity.ALWAYS));
        }
        return new RuleSet("core", rules);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

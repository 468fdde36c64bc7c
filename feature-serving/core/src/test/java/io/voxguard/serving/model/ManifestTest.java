package io.voxguard.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.Document;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.decision.DecisionPolicy.UnknownCaller;
import io.voxguard.serving.loading.ModelFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
    @TempDir
    Path folder;

    @Test
    void manifestWithoutAPolicyHasTheDefaults() {
        assertThat(policy("")).isEqualTo(DecisionPolicy.DEFAULT);
        assertThat(DecisionPolicy.DEFAULT)
                .isEqualTo(new DecisionPolicy(Decision.REVIEW, new UnknownCaller(Decision.REVIEW, 1, List.of())));
    }

    @Test
    void modelWithoutAPolicyLoads() {
        Path model = ShippedModels.copy(ShippedModels.gbm(), folder.resolve("old"));
        ShippedModels.policy(model, "");
        try (Model loaded = ModelFolder.load(model)) {
            assertThat(loaded.manifest().policy()).isEqualTo(DecisionPolicy.DEFAULT);
        }
    }

    @Test
    void partsThatAPolicyLeavesOutAreTheDefaults() {
        assertThat(policy("policy: {degraded: allow}"))
                .isEqualTo(new DecisionPolicy(Decision.ALLOW, DecisionPolicy.DEFAULT.unknownCaller()));
        assertThat(policy("policy: {unknown_caller: {present: 3}}"))
                .isEqualTo(new DecisionPolicy(Decision.REVIEW, new UnknownCaller(Decision.REVIEW, 3, List.of())));
        assertThat(policy("policy: {}")).isEqualTo(DecisionPolicy.DEFAULT);
    }

    @Test
    void completePolicyIsRead() {
        assertThat(policy("""
                policy:
                  degraded: block
                  unknown_caller:
                    at_most: allow
                    present: 0
                    views: [caller_velocity, caller_rhythm]
                """))
                .isEqualTo(new DecisionPolicy(
                        Decision.BLOCK,
                        new UnknownCaller(Decision.ALLOW, 0, List.of("caller_velocity", "caller_rhythm"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            policy: block                                   | policy: expected a mapping, got block
            policy: {degraded: Review}                      | policy: degraded: expected allow, review or block, got Review
            policy: {degraded: 1}                           | policy: degraded: expected a text, got 1
            policy: {degrade: review}                       | policy: degrade: expected one of [degraded, unknown_caller], got an unknown field
            policy: {unknown_caller: review}                | unknown_caller: expected a mapping, got review
            policy: {unknown_caller: {at_most: reject}}     | unknown_caller: at_most: expected allow, review or block, got reject
            policy: {unknown_caller: {present: -1}}         | unknown_caller: present: expected at least 0, got -1
            policy: {unknown_caller: {present: some}}       | unknown_caller: present: expected an integer, got some
            policy: {unknown_caller: {views: []}}           | unknown_caller: views: expected at least one of the views that inputs name
            policy: {unknown_caller: {views: [nope]}}       | got [nope]
            policy: {unknown_caller: {views: [request]}}    | got [request]
            policy: {unknown_caller: {views: caller_rhythm}} | unknown_caller: views: expected a list of texts, got caller_rhythm
            policy: {unknown_caller: {view: [caller_rhythm]}} | unknown_caller: view: expected one of
            """)
    void invalidPolicyIsRefusedNamingItsFieldAndTheExpectedValue(String policy, String message) {
        assertThatThrownBy(() -> policy(policy))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("manifest.yaml")
                .hasMessageContaining(message);
    }

    private DecisionPolicy policy(String policy) {
        Path model = ShippedModels.copy(ShippedModels.gbm(), folder.resolve("model-" + policy.hashCode()));
        ShippedModels.policy(model, policy);
        return Manifest.read(model, Document.read(model.resolve("manifest.yaml")))
                .policy();
    }
}

package io.voxguard.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.rules.Rule.Validity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pointer that does not describe its blob. */
class SnapshotFieldsTest {
    private static final Rule RULE = new Rule("r", "", "", "t", "true", RuleAction.BLOCK, 0, Validity.ALWAYS);
    private static final Snapshot GOOD = Snapshot.of(new RuleSet("core", List.of(RULE)), 3, 1000, "");

    @Test
    void pointerOfACheckedSetDescribesItsBlob() throws Exception {
        RulePointer pointer = GOOD.pointer();

        assertThat(pointer.revision()).isEqualTo(3);
        assertThat(pointer.publishedAtMs()).isEqualTo(1000);
        assertThat(pointer.count()).isEqualTo(1);
        assertThat(pointer.bytes()).isEqualTo(GOOD.blob().length);
        assertThat(pointer.signature()).isEmpty();
        assertThat(GOOD.rules().rules()).containsExactly(RULE);
    }

    /** From FIPS 180-4's examples. */
    @Test
    void hashIsSha256InLowerCase() {
        assertThat(Snapshot.sha256("abc".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Snapshot.sha256(new byte[0]))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void lengthIsCheckedBeforeTheHash() {
        byte[] longer = java.util.Arrays.copyOf(GOOD.blob(), GOOD.blob().length + 1);

        assertThatThrownBy(() -> new Snapshot("core", GOOD.pointer(), longer).rules())
                .isInstanceOf(InvalidRules.class)
                .hasMessage("bytes: expected " + GOOD.blob().length + ", got " + longer.length);
    }

    @Test
    void countThatDiffersFromTheNumberOfRulesIsRefused() {
        RulePointer pointer = GOOD.pointer();
        RulePointer two = new RulePointer(3, pointer.sha256(), pointer.bytes(), 2, 1000, "", "");

        assertThatThrownBy(() -> new Snapshot("core", two, GOOD.blob()).rules()).hasMessage("count: expected 2, got 1");
    }

    @Test
    void rulesOfAnotherSetAreRefused() {
        assertThatThrownBy(() -> new Snapshot("spare", GOOD.pointer(), GOOD.blob()).rules())
                .hasMessage("set: expected 'spare', got 'core'");
    }

    @Test
    void blobThatIsNotASetIsRefusedEvenIfItsHashIsRight() {
        byte[] blob = "[]".getBytes(StandardCharsets.UTF_8);
        RulePointer pointer = new RulePointer(1, Snapshot.sha256(blob), blob.length, 0, 1, "", "");

        assertThatThrownBy(() -> new Snapshot("core", pointer, blob).rules())
                .hasMessage("snapshot: expected an object, got START_ARRAY");
    }
}

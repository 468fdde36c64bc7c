package io.voxguard.catalogue.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeastFieldsTest {
    /** Published vectors of MurmurHash3 x86 32-bit with seed 0. */
    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "test, ba6bd213",
        "'Hello, world!', c0363e43",
        "The quick brown fox jumps over the lazy dog, 2e4ff723",
        "a, 3c2569b2",
        "ab, 9bbfd75f",
        "abc, b3dd93fa",
        "abcd, 43ed676a"
    })
    void hashIsMurmur3(String text, String hash) {
        assertThat(FeastFields.murmur3(text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Integer.parseUnsignedInt(hash, 16));
    }

    @Test
    void fieldOfAFeatureIsItsHashInLittleEndian() {
        int hash = FeastFields.hash("v", "f");

        assertThat(FeastFields.feature("v", "f"))
                .isEqualTo(java.nio.ByteBuffer.allocate(4)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .putInt(hash)
                        .array());
        assertThat(hash).isEqualTo(FeastFields.murmur3("v:f".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void fieldOfTheEventTimeHasTheViewsName() {
        assertThat(FeastFields.eventTime("größe")).isEqualTo("_ts:größe".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 0, -2})
    void otherSerializationsOfKeysAreRefused(int version) {
        assertThatThrownBy(() -> new Layout.FeastHash("p", "v", version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key serialization: expected 2 or 3, got " + version);
    }
}

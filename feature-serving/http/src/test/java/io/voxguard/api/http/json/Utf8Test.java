package io.voxguard.api.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c0af",
                "c1bf",
                "c2",
                "c241",
                "e08080",
                "e09fbf",
                "e182",
                "eda080",
                "edbfbf",
                "f0808080",
                "f08fbfbf",
                "f09f98",
                "f4908080",
                "f5808080",
                "ff",
                "fe"
            })
    void invalidBytesAreFoundAtTheirPosition(String hex) {
        byte[] wrong = HexFormat.of().parseHex(hex);
        for (int before = 0; before < 20; before++) {
            byte[] body = ByteBuffer.allocate(before + wrong.length + 9)
                    .put("x".repeat(before).getBytes(StandardCharsets.US_ASCII))
                    .put(wrong)
                    .put("123456789".getBytes(StandardCharsets.US_ASCII))
                    .array();
            assertThat(Utf8.invalidAt(body, body.length)).isEqualTo(before);
            assertThat(Utf8.invalidAt(body, before)).isEqualTo(-1);
        }
    }

    @Test
    void whatTheJdkDecodesIsValidAndNothingElse() {
        long seed = 77;
        Random random = new Random(seed);
        int[] likely = {
            0x41, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5
        };
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) likely[random.nextInt(likely.length)];
            }
            assertThat(Utf8.invalidAt(bytes, bytes.length) < 0)
                    .as("%s, seed %d", HexFormat.of().formatHex(bytes), seed)
                    .isEqualTo(decodes(bytes));
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}

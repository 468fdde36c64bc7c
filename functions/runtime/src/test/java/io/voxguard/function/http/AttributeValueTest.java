package io.voxguard.function.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeValueTest {
    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "Euro%20%E2%82%AC%20%F0%9F%98%80, Euro € 😀",
        "100%, 100%",
        "50%zz, 50%zz",
        "\u00e2\u0082\u00ac, €"
    })
    void percentEncodedUtf8IsDecoded(String header, String value) {
        assertThat(AttributeValue.decode("ce-id", header)).isEqualTo(value);
    }

    @Test
    void quotedValueIsUnquotedBeforeItIsDecoded() {
        assertThat(AttributeValue.decode("ce-id", "\"a \\\"b\\\" %41\"")).isEqualTo("a \"b\" A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"open", "%E2%82", "\u20ac"})
    void valueThatCannotBeDecodedIsRefusedByItsHeader(String header) {
        assertThatThrownBy(() -> AttributeValue.decode("ce-id", header)).hasMessageStartingWith("ce-id: expected");
    }
}

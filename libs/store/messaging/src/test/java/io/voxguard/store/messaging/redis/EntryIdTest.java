package io.voxguard.store.messaging.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryIdTest {
    @Test
    void idsAreOrderedAsUnsignedNumbers() {
        List<EntryId> inOrder = List.of(
                EntryId.ZERO,
                EntryId.parse("9-10"),
                EntryId.parse("10-9"),
                EntryId.parse("10-10"),
                EntryId.parse("10-18446744073709551615"),
                EntryId.parse("18446744073709551615-0"));
        assertThat(inOrder).isSorted();
    }

    @Test
    void textIsReadBack() {
        assertThat(EntryId.parse("18446744073709551615-18446744073709551615"))
                .hasToString("18446744073709551615-18446744073709551615");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-", "1-", "-1", "a-1", "1-18446744073709551616"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> EntryId.parse(text))
                .hasMessage("entry id: expected <milliseconds>-<sequence>, got " + text);
    }
}

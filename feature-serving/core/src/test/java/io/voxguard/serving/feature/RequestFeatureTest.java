package io.voxguard.serving.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.CallDraft;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestFeatureTest {
    @ParameterizedTest
    @CsvSource({
        "2026-03-02T08:15:30Z, 8, 1, 0",
        "2026-03-01T23:59:59.999Z, 23, 7, 0",
        "2026-03-02T00:00:00Z, 0, 1, 1",
        "2026-03-02T05:59:59Z, 5, 1, 1",
        "2026-03-02T06:00:00Z, 6, 1, 0",
        "2026-03-02T01:30:00+05:30, 1, 1, 1",
        "2026-03-01T20:30:00-09:00, 20, 7, 0",
        "2000-01-01T00:00:00Z, 0, 6, 1"
    })
    void timeIsToldByTheClockThatTheCallCameWith(String startedAt, float hour, float weekday, float night) {
        CallDraft draft = new CallDraft(ShippedModels.catalogue(), 1_800_000_000_000L);
        assertThat(draft.caller("+14155550100")).isNull();
        assertThat(draft.callee("+14155550101")).isNull();
        assertThat(draft.startedAt(startedAt)).isNull();
        Call call = draft.call();
        assertThat(RequestFeature.HOUR.of(call, ShippedModels.ranges())).isEqualTo(hour);
        assertThat(RequestFeature.WEEKDAY.of(call, ShippedModels.ranges())).isEqualTo(weekday);
        assertThat(RequestFeature.NIGHT.of(call, ShippedModels.ranges())).isEqualTo(night);
    }
}

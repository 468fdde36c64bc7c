package io.voxguard.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Ordinary calls between numbers of twelve countries, for any hour of the week. */
final class OrdinaryCalls {
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
    static final int HOURS_OF_A_WEEK = 168;

    /** Two numbers of each country, the first a fixed line: among them countries that fraud lists name often, whose people make ordinary calls too. */
    private static final String[][] NUMBERS = {
        {"+14155550123", "+12125550178"},
        {"+442071838750", "+447700900123"},
        {"+493012345678", "+4915123456789"},
        {"+33142345678", "+33612345678"},
        {"+34911234567", "+34612345678"},
        {"+390612345678", "+393331234567"},
        {"+911123456789", "+919812345678"},
        {"+551134567890", "+5511961234567"},
        {"+81312345678", "+819012345678"},
        {"+2348012345678", "+23414567890"},
        {"+37167123456", "+37121234567"},
        {"+21671123456", "+21620123456"},
    };

    /** Calls in a batch: four a country. */
    static final int OF_A_BATCH = 4 * NUMBERS.length;

    private OrdinaryCalls() {}

    /** A batch for {@code POST /v1/score/batch}: calls within a country and across borders, some without a trunk. */
    static String batch(int hourOfWeek) {
        List<String> calls = new ArrayList<>();
        for (int country = 0; country < NUMBERS.length; country++) {
            String[] own = NUMBERS[country];
            String[] other = NUMBERS[(country + 1 + hourOfWeek) % NUMBERS.length];
            calls.add(call(own[0], own[1], "\"trunk-1\"", hourOfWeek));
            calls.add(call(own[1], own[0], "null", hourOfWeek));
            calls.add(call(own[0], other[1], "\"trunk-2\"", hourOfWeek));
            calls.add(call(own[1], other[0], "null", hourOfWeek));
        }
        return "{\"deadline_ms\":2000,\"calls\":[" + String.join(",", calls) + "]}";
    }

    private static String call(String caller, String callee, String trunk, int hourOfWeek) {
        Instant at = MONDAY.plus(Duration.ofHours(hourOfWeek)).plusSeconds(17);
        return "{\"caller\":\"" + caller + "\",\"callee\":\"" + callee + "\",\"trunk\":" + trunk + ",\"started_at\":\""
                + at + "\"}";
    }
}

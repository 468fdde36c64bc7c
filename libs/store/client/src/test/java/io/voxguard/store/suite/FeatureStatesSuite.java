package io.voxguard.store.suite;

import static io.voxguard.store.suite.StoreSuite.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.FeatureStates;
import io.voxguard.store.FeatureStates.Replaced;
import io.voxguard.store.FeatureStates.Replacement;
import io.voxguard.store.FeatureStates.StateWrite;
import io.voxguard.store.HashWrite;
import io.voxguard.store.RowWrite;
import io.voxguard.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** States and their rows, on a real server, as {@link StoreSuite}. */
abstract class FeatureStatesSuite extends ServerSuite {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration TTL = Duration.ofHours(2);
    private static final byte[] NO_STATE = {};

    private final String prefix = "suite-" + Long.toHexString(System.nanoTime()) + "-";
    private final AtomicInteger next = new AtomicInteger();
    private final List<byte[]> used = new ArrayList<>();
    private FeatureStates states;

    @BeforeAll
    final void use() {
        states = redis.featureStates();
    }

    @Override
    String[] expectedCommands() {
        return new String[] {"EVALSHA", "EVAL", "MGET"};
    }

    @Override
    void removeKeys() {
        used.forEach(direct::del);
    }

    @Test
    void firstStateIsWrittenWithItsRows() throws Exception {
        String entity = entity();

        assertThat(replace(replacement(entity, NO_STATE, whole("revision-state"), 3)))
                .containsExactly(Replaced.DONE);

        assertThat(stored(entity)).isEqualTo("revision-state");
        for (int row = 0; row < 3; row++) {
            assertThat(text(direct.get(row(entity, row)))).isEqualTo("row " + row + " of revision-state");
            assertThat(direct.pttl(row(entity, row)))
                    .isBetween(1L, TTL.plusMinutes(row).toMillis());
        }
        assertThat(direct.pttl(state(entity))).isBetween(1L, TTL.toMillis());
    }

    @Test
    void stateOfAnotherRevisionIsKeptWithItsRows() throws Exception {
        String entity = entity();
        replace(replacement(entity, NO_STATE, whole("revision-first"), 1));

        assertThat(replace(replacement(entity, ascii("revisiox"), whole("revisioz-other"), 1)))
                .containsExactly(Replaced.CONFLICT);
        assertThat(replace(replacement(entity, NO_STATE, whole("revisioz-other"), 1)))
                .containsExactly(Replaced.CONFLICT);

        assertThat(stored(entity)).isEqualTo("revision-first");
        assertThat(text(direct.get(row(entity, 0)))).isEqualTo("row 0 of revision-first");
    }

    @Test
    void stateThatIsGoneIsAConflictForWhoExpectsOne() throws Exception {
        String entity = entity();

        assertThat(replace(replacement(entity, ascii("revision"), whole("revisioz-other"), 1)))
                .containsExactly(Replaced.CONFLICT);

        assertThat(states.read(List.of(state(entity)), LIMIT)).containsExactly(Optional.empty());
    }

    @Test
    void conflictDoesNotKeepTheOthersFromBeingWritten() throws Exception {
        List<Replacement> replacements = new ArrayList<>();
        List<String> entities = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String entity = entity();
            entities.add(entity);
            if (i % 3 == 0) {
                replace(replacement(entity, NO_STATE, whole("revision-first"), i % 5));
            }
            replacements.add(replacement(entity, NO_STATE, whole("revisioz-" + i), i % 5));
        }

        List<Replaced> outcomes = done(states.replace(replacements, LIMIT));

        for (int i = 0; i < 50; i++) {
            assertThat(outcomes.get(i)).as("state %s", i).isEqualTo(i % 3 == 0 ? Replaced.CONFLICT : Replaced.DONE);
            String expected = i % 3 == 0 ? "revision-first" : "revisioz-" + i;
            assertThat(stored(entities.get(i))).isEqualTo(expected);
            for (int row = 0; row < i % 5; row++) {
                assertThat(text(direct.get(row(entities.get(i), row)))).isEqualTo("row " + row + " of " + expected);
            }
        }
    }

    @Test
    void patchReplacesTheHeadAndAppendsTheTail() throws Exception {
        String entity = entity();
        replace(replacement(entity, NO_STATE, whole("revision-head-tail"), 1));
        direct.pexpire(state(entity), 60_000);

        assertThat(replace(replacement(
                        entity, ascii("revision"), new StateWrite.Patch(ascii("revisio2-HEAD"), ascii("-more")), 1)))
                .containsExactly(Replaced.DONE);

        assertThat(stored(entity)).isEqualTo("revisio2-HEAD-tail-more");
        assertThat(direct.pttl(state(entity))).as("TTL is renewed").isGreaterThan(60_000);
        assertThat(replace(replacement(
                        entity, ascii("revision"), new StateWrite.Patch(ascii("revisio3-head"), ascii("-more")), 1)))
                .containsExactly(Replaced.CONFLICT);
        assertThat(stored(entity)).isEqualTo("revisio2-HEAD-tail-more");
    }

    @Test
    void valueOfAnotherTypeIsReplacedByAFirstState() throws Exception {
        String entity = entity();
        direct.lpush(state(entity), ascii("element"));
        direct.lpush(row(entity, 0), ascii("element"));
        String other = entity();

        assertThat(states.read(List.of(state(entity)), LIMIT)).containsExactly(Optional.empty());
        assertThat(replace(replacement(entity, ascii("revision"), whole("revisioz-state"), 1)))
                .containsExactly(Replaced.CONFLICT);
        assertThat(direct.type(state(entity))).isEqualTo("list");
        assertThat(replace(
                        replacement(entity, NO_STATE, whole("revision-state"), 1),
                        replacement(other, NO_STATE, whole("revision-other"), 1)))
                .containsExactly(Replaced.DONE_OVER_ANOTHER_TYPE, Replaced.DONE);

        assertThat(stored(entity)).isEqualTo("revision-state");
        assertThat(text(direct.get(row(entity, 0)))).isEqualTo("row 0 of revision-state");
        assertThat(stored(other)).isEqualTo("revision-other");
    }

    @Test
    void hashesAreWrittenAndOneThatIsOfAnotherTypeIsReplaced() throws Exception {
        List<String> entities = List.of(entity(), entity(), entity());
        direct.set(row(entities.get(1), 4), ascii("not a hash"));
        List<Replacement> replacements = new ArrayList<>();
        for (String entity : entities) {
            HashWrite hash = new HashWrite(row(entity, 4), List.of(ascii("field"), ascii("of " + entity)), TTL);
            replacements.add(new Replacement(
                    state(entity),
                    NO_STATE,
                    whole("revision-state"),
                    TTL,
                    List.of(new RowWrite(row(entity, 0), ascii("row of " + entity), TTL)),
                    List.of(hash)));
        }

        assertThat(done(states.replace(replacements, LIMIT)))
                .containsExactly(Replaced.DONE, Replaced.DONE_OVER_ANOTHER_TYPE, Replaced.DONE);

        for (String entity : entities) {
            assertThat(text(direct.hget(row(entity, 4), ascii("field")))).isEqualTo("of " + entity);
            assertThat(direct.pttl(row(entity, 4))).isPositive();
            assertThat(text(direct.get(row(entity, 0)))).isEqualTo("row of " + entity);
        }
        assertThat(done(states.replace(replacements, LIMIT)))
                .as("sent again")
                .containsExactly(Replaced.CONFLICT, Replaced.CONFLICT, Replaced.CONFLICT);
    }

    @Test
    void scriptThatTheStoreForgotIsSentAgain() throws Exception {
        String entity = entity();
        direct.scriptFlush();

        assertThat(replace(replacement(entity, NO_STATE, whole("revision-state"), 2)))
                .containsExactly(Replaced.DONE);

        assertThat(stored(entity)).isEqualTo("revision-state");
    }

    @Test
    void bytesAreKeptAsTheyAre() throws Exception {
        String entity = entity();
        byte[] all = new byte[3 * 256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        replace(replacement(entity, NO_STATE, new StateWrite.Whole(all), 0));
        byte[] head = new byte[16];
        head[8] = '\n';

        assertThat(replace(replacement(
                        entity,
                        new byte[] {0, 1, 2, 3, 4, 5, 6, 7},
                        new StateWrite.Patch(head, new byte[] {0, -1}),
                        0)))
                .containsExactly(Replaced.DONE);

        byte[] expected = new byte[all.length + 2];
        System.arraycopy(all, 0, expected, 0, all.length);
        System.arraycopy(head, 0, expected, 0, head.length);
        expected[all.length + 1] = -1;
        assertThat(states.read(List.of(state(entity)), LIMIT).getFirst().orElseThrow())
                .isEqualTo(expected);
    }

    private List<Replaced> replace(Replacement... replacements) throws Exception {
        return done(states.replace(List.of(replacements), LIMIT));
    }

    private Replacement replacement(String entity, byte[] expected, StateWrite state, int rows) {
        List<RowWrite> writes = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            String value = state instanceof StateWrite.Whole whole ? text(whole.state()) : "a patch";
            writes.add(new RowWrite(row(entity, row), ascii("row " + row + " of " + value), TTL.plusMinutes(row)));
        }
        return new Replacement(state(entity), expected, state, TTL, writes, List.of());
    }

    private static StateWrite whole(String state) {
        return new StateWrite.Whole(ascii(state));
    }

    private String stored(String entity) throws StoreUnavailable {
        return text(states.read(List.of(state(entity)), LIMIT).getFirst().orElseThrow());
    }

    private String entity() {
        String entity = prefix + next.incrementAndGet();
        used.add(state(entity));
        for (int row = 0; row < 5; row++) {
            used.add(row(entity, row));
        }
        return entity;
    }

    private static byte[] state(String entity) {
        return ascii("fs:{" + entity + "}:caller");
    }

    private static byte[] row(String entity, int row) {
        return ascii("fv:{" + entity + "}:view" + row);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

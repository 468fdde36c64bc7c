package io.voxguard.store.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DragonflyCommandsTest {
    @Test
    void allowsWhatDragonflySupportsInFullOrInPart() throws IOException {
        DragonflyCommands commands = DragonflyCommands.load();
        assertThat(List.of(
                        "GET",
                        "SET",
                        "HMGET",
                        "XADD",
                        "EVALSHA",
                        "HELLO",
                        "CLIENT TRACKING",
                        "SCRIPT LOAD",
                        "XGROUP CREATE"))
                .allMatch(commands::allows);
    }

    @Test
    void refusesCommandsThatAnyEngineLacksOrThatAreNotListed() throws IOException {
        DragonflyCommands commands = DragonflyCommands.load();
        assertThat(List.of(
                        "HPEXPIRE",
                        "HPERSIST",
                        "HGETDEL",
                        "OBJECT ENCODING",
                        "FUNCTION LOAD",
                        "CLIENT MAINT_NOTIFICATIONS",
                        "CLIENT",
                        "CL.THROTTLE",
                        "NOSUCH"))
                .noneMatch(commands::allows);
    }

    @Test
    void readsTheCommandsThatAScriptCalls() {
        String lua = """
            -- redis.call(anything) in a comment
            local old = redis.call('hget', KEYS[1], ARGV[1])
            if old == "redis.call('DEL')" then return redis.pcall( "HSET" , KEYS[1], 'a', 'b') end
            --[[ redis.call('FLUSHALL')
            ]]
            redis.call('XGROUP', 'create', KEYS[2], 'g', '$')
            return redis.call('PEXPIRE', KEYS[1], ARGV[2])
            """;
        assertThat(DragonflyCommands.commandsIn(lua)).containsExactly("HGET", "HSET", "PEXPIRE", "XGROUP CREATE");
    }

    @Test
    void commandWithoutALiteralNameIsRefused() {
        for (String lua : List.of(
                "redis.call(ARGV[1], KEYS[1])", "local call = redis.call", "pcall(redis.call, 'GET', KEYS[1])")) {
            assertThatThrownBy(() -> DragonflyCommands.commandsIn(lua)).hasMessageContaining("redis.call");
        }
    }
}

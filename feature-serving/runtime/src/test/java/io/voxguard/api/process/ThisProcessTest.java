package io.voxguard.api.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThisProcessTest {
    @Test
    void nameIsHostAndProcessInCharactersThatEnginesAndReplicasMayHave() {
        String name = ThisProcess.name();
        assertThat(name)
                .matches("[A-Za-z0-9._-]{1,100}:" + ProcessHandle.current().pid() + "(:[0-9a-f]{8})?")
                .hasSizeLessThanOrEqualTo(128);
        assertThat(ThisProcess.name()).isEqualTo(name);
    }

    @Test
    void copiesOfASnapshotHaveNamesOfTheirOwn() {
        new ThisProcess().afterRestore();
        String first = ThisProcess.name();
        new ThisProcess().afterRestore();
        assertThat(first).matches("[A-Za-z0-9._-]{1,100}:[0-9]+:[0-9a-f]{8}");
        assertThat(ThisProcess.name()).isNotEqualTo(first);
    }
}

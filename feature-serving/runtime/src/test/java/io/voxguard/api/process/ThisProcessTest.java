package io.voxguard.api.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThisProcessTest {
    @Test
    void nameIsHostAndProcessInCharactersThatEnginesAndReplicasMayHave() {
        String name = ThisProcess.name();
        assertThat(name)
                .matches("[A-Za-z0-9._-]{1,100}:[0-9]+")
                .endsWith(":" + ProcessHandle.current().pid())
                .hasSizeLessThanOrEqualTo(128);
        assertThat(ThisProcess.name()).isEqualTo(name);
    }
}

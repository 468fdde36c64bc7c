package io.voxguard.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MeterCleanupTest {
    private final CompositeMeterRegistry global = new CompositeMeterRegistry();

    @Test
    void gaugeOfARestartedApplicationShowsItsNewObject() {
        startApplication(new AtomicInteger(1));
        new MeterCleanup(global).removeAll();
        SimpleMeterRegistry second = startApplication(new AtomicInteger(2));
        assertThat(second.get("revision").gauge().value()).isEqualTo(2);
    }

    private SimpleMeterRegistry startApplication(AtomicInteger revision) {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        global.getRegistries().forEach(global::remove);
        global.add(own);
        Gauge.builder("revision", revision, AtomicInteger::get)
                .strongReference(true)
                .register(global);
        return own;
    }
}

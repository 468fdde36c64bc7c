package io.voxguard.fanout.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.log.EventAppender.Appended;
import io.voxguard.store.EventLog;
import io.voxguard.store.StoreUnavailable;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventAppenderTest {
    private final List<Integer> commands = new ArrayList<>();
    private int failAt = Integer.MAX_VALUE;
    private final EventAppender appender =
            new EventAppender(new Partitions("p", 1), partition -> log(), Duration.ofMinutes(1), Duration.ofSeconds(1));

    /** A log whose appends succeed before the failing one, and after it. */
    private EventLog log() {
        return (EventLog) Proxy.newProxyInstance(
                EventLog.class.getClassLoader(), new Class<?>[] {EventLog.class}, (proxy, method, args) -> {
                    int size = ((List<?>) args[0]).size();
                    commands.add(size);
                    if (commands.size() == failAt) {
                        throw new StoreUnavailable("no answer", new IllegalStateException());
                    }
                    Boolean[] appended = new Boolean[size];
                    Arrays.fill(appended, true);
                    return List.of(appended);
                });
    }

    private static List<FanoutEvent> events(int count, int bytes) {
        List<FanoutEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(FanoutEvent.of(CloudEventBuilder.v1()
                    .withId("e" + i)
                    .withSource(URI.create("/test"))
                    .withType("t")
                    .withData("text/plain", "x".repeat(bytes).getBytes(StandardCharsets.UTF_8))
                    .build()));
        }
        return events;
    }

    @Test
    void commandsAreBoundedInEventsAndBytes() {
        appender.append(events(450, 10), new ArrayList<>());
        assertThat(commands).containsExactly(200, 200, 50);
        commands.clear();
        appender.append(events(5, 400_000), new ArrayList<>());
        assertThat(commands).containsExactly(2, 2, 1);
    }

    @Test
    void afterAFailureNoLaterEventOfThePartitionIsAppended() {
        failAt = 2;
        List<String> failures = new ArrayList<>();
        List<Appended> results = appender.append(events(450, 10), failures);
        assertThat(results.subList(0, 200)).containsOnly(Appended.NEW);
        assertThat(results.subList(200, 450)).containsOnly(Appended.FAILED);
        assertThat(commands).hasSize(2);
        assertThat(failures).containsExactly("no answer");
    }
}

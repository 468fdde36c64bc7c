package io.voxguard.store.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction;
import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.pubsub.RedisPubSubConnector;
import io.voxguard.store.messaging.streams.RedisStreamsConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/messaging.md} against the annotations of the connectors. */
class DocumentedAttributesTest {
    private static String page;
    private static List<List<String>> tables;

    @BeforeAll
    static void readPage() throws IOException {
        page = Files.readString(Path.of(System.getProperty("voxguard.root"), "docs/messaging.md"));
        tables = new ArrayList<>();
        boolean inTable = false;
        for (String line : page.lines().toList()) {
            if (line.startsWith("| attribute |")) {
                tables.add(new ArrayList<>());
                inTable = true;
            } else if (inTable && line.startsWith("| `")) {
                tables.getLast().add(line);
            } else if (!line.startsWith("|---")) {
                inTable = false;
            }
        }
    }

    @Test
    void everyAttributeIsDocumentedWithItsDefaultAndMeaning() {
        assertThat(tables.get(0)).isEqualTo(rows(RedisStreamsConnector.class, Direction.INCOMING));
        assertThat(tables.get(1)).isEqualTo(rows(RedisStreamsConnector.class, Direction.OUTGOING));
        assertThat(tables.get(2)).isEqualTo(rows(RedisPubSubConnector.class, Direction.INCOMING));
        assertThat(tables.get(3)).isEqualTo(rows(RedisPubSubConnector.class, Direction.OUTGOING));
    }

    @Test
    void everyCountedEventIsDocumented() {
        assertThat(ChannelEvent.values()).allSatisfy(event -> assertThat(page).contains('`' + event.label() + '`'));
    }

    private static List<String> rows(Class<?> connector, Direction direction) {
        return Arrays.stream(connector.getAnnotationsByType(ConnectorAttribute.class))
                .filter(one -> one.direction() == direction || one.direction() == Direction.INCOMING_AND_OUTGOING)
                .map(one -> "| `" + one.name() + "` | "
                        + (one.defaultValue().equals(ConnectorAttribute.NO_VALUE)
                                ? "unset"
                                : '`' + one.defaultValue() + '`')
                        + " | " + one.description() + " |")
                .toList();
    }
}

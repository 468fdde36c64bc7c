package io.voxguard.fanout.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.voxguard.function.event.CloudEventReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredEventTest {
    private static final String START = "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/s\",\"type\":\"t\"";

    private static byte[] record(String rest) {
        return (START + rest).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "}",
                ",\"time\":\"2026-03-02T08:15:30.123Z\",\"subject\":\"+1\",\"dataschema\":\"https://a/b\"}",
                ",\"severity\":\"block\",\"number\":7,\"flag\":true,\"other\":false}",
                ",\"data\":{\"a\":[1,{\"data\":\"é\"}],\"b\":1.50}}",
                ",\"datacontenttype\":\"application/json\",\"data\":null}",
                ",\"datacontenttype\":\"text/json\",\"data\":\"text\",\"late\":\"x\"}",
                ",\"data\":1,\"datacontenttype\":\"text/json\"}",
                ",\"datacontenttype\":\"text/plain\",\"data\":\"é\"}",
                ",\"datacontenttype\":\"image/png\",\"data_base64\":\"AAEC\"}",
                ",\"id\":\"b\",\"data\":{}}",
                ",\"empty\":null}",
                ",\"subject\":null}"
            })
    void eventIsThatOfTheLibrary(String rest) {
        CloudEvent expected = Objects.requireNonNull(CloudEventReader.structured(record(rest)));
        CloudEvent event = Objects.requireNonNull(StoredEvent.read(record(rest)));
        assertThat(event.getExtensionNames()).isEqualTo(expected.getExtensionNames());
        assertThat(event.getExtensionNames())
                .allSatisfy(name -> assertThat(event.getExtension(name)).isEqualTo(expected.getExtension(name)));
        assertThat(event.getAttributeNames())
                .allSatisfy(name -> assertThat(event.getAttribute(name)).isEqualTo(expected.getAttribute(name)));
        assertThat(event.getData() == null).isEqualTo(expected.getData() == null);
        assertThat(CloudEventReader.text(event.getData())).isEqualTo(CloudEventReader.text(expected.getData()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"data\":{\"a\":1}",
                ",\"data\":{\"a\":}}",
                ",\"time\":\"yesterday\"}",
                ",\"id\":7}",
                ",\"data\":1,\"data_base64\":\"AAEC\"}",
                ",\"datacontenttype\":\"text/plain\",\"data\":{}}"
            })
    void recordThatTheLibraryRefusesIsRefused(String rest) {
        assertThatThrownBy(() -> CloudEventReader.structured(record(rest))).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> StoredEvent.read(record(rest))).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"specversion\":\"0.3\",\"id\":\"a\",\"source\":\"/s\",\"type\":\"t\"}", "null"})
    void otherVersionsAndNothingAreReadAsTheLibraryDoes(String json) {
        byte[] record = json.getBytes(StandardCharsets.UTF_8);
        assertThat(StoredEvent.read(record)).isEqualTo(CloudEventReader.structured(record));
    }
}

package io.voxguard.catalogue.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
    private static final Map<String, BiConsumer<Document, String>> GETTERS = Map.of(
            "text", Document::text,
            "number", Document::number,
            "float32", Document::float32,
            "float32OrNaN", Document::float32OrNaN,
            "integer", Document::integer,
            "integers", Document::integers,
            "texts", Document::texts,
            "mapping", Document::mapping,
            "mappings", Document::mappings);

    @TempDir
    private Path folder;

    @Test
    void valuesAreReadByTheirTypes() {
        Document document = read("""
                name: "caller"
                ratio: 0.5
                flag: true
                count: -7
                seeds: [1, -2, 9223372036854775807]
                tags: [a, "b c"]
                inner: {deep: x}
                rows: [{n: 1}, {n: 2}]
                nothing: []
                absent: .nan
                """);

        assertThat(document.text("name")).isEqualTo("caller");
        assertThat(document.number("ratio")).isEqualTo(0.5);
        assertThat(document.number("flag")).isEqualTo(1);
        assertThat(document.number("count")).isEqualTo(-7);
        assertThat(document.float32("ratio")).isEqualTo(0.5f);
        assertThat(document.float32OrNaN("ratio")).isEqualTo(0.5f);
        assertThat(document.float32OrNaN("absent")).isNaN();
        assertThat(document.integer("count")).isEqualTo(-7);
        assertThat(document.integers("seeds")).containsExactly(1, -2, Long.MAX_VALUE);
        assertThat(document.texts("tags")).containsExactly("a", "b c");
        assertThat(document.mapping("inner").text("deep")).isEqualTo("x");
        assertThat(document.mappings("rows"))
                .extracting(row -> row.integer("n"))
                .containsExactly(1, 2);
        assertThat(document.integers("nothing")).isEmpty();
        assertThat(document.texts("nothing")).isEmpty();
        assertThat(document.mappings("nothing")).isEmpty();
        assertThat(document.names())
                .containsExactly(
                        "name", "ratio", "flag", "count", "seeds", "tags", "inner", "rows", "nothing", "absent");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "text; f: 5; expected a text, got 5",
                "text; f: true; expected a text, got true",
                "text; f: ''; expected a text, got",
                "text; f: '  '; expected a text, got",
                "text; f: [a]; expected a text, got [a]",
                "text; f:; expected a text, got null",
                "text; g: a; expected a text, got null",
                "number; f: one; expected a number, got one",
                "number; f: '1'; expected a number, got 1",
                "number; f: [1]; expected a number, got [1]",
                "number; g: 1; expected a number, got null",
                "number; f: .nan; expected a finite number, got NaN",
                "number; f: .inf; expected a finite number, got Infinity",
                "number; f: -.inf; expected a finite number, got -Infinity",
                "number; f: 1e400; expected a finite number, got Infinity",
                "float32OrNaN; f: .inf; expected a finite number that fits float32, got Infinity",
                "float32OrNaN; f: 1e39; expected a finite number that fits float32, got 1.0E39",
                "float32OrNaN; f: one; expected a number, got one",
                "float32; f: .nan; expected a finite number that fits float32, got NaN",
                "float32; f: .inf; expected a finite number that fits float32, got Infinity",
                "float32; f: 1e39; expected a finite number that fits float32, got 1.0E39",
                "float32; f: -3.5e38; expected a finite number that fits float32",
                "integer; f: 1.0; expected an integer, got 1.0",
                "integer; f: 2147483648; expected an integer, got 2147483648",
                "integer; f: true; expected an integer, got true",
                "integer; f: '7'; expected an integer, got 7",
                "integers; f: 1; expected a list of integers, got 1",
                "integers; f: [1, 1.5]; expected a list of integers, got [1, 1.5]",
                "integers; f: [9223372036854775808]; expected a list of integers",
                "integers; f: [true]; expected a list of integers",
                "texts; f: a; expected a list of texts, got a",
                "texts; f: [a, 1]; expected a list of texts, got [a, 1]",
                "texts; f: [[a]]; expected a list of texts",
                "texts; g: [a]; expected a list of texts, got null",
                "mapping; f: [1]; expected a mapping, got [1]",
                "mapping; f: a; expected a mapping, got a",
                "mapping; g: {a: 1}; expected a mapping, got null",
                "mappings; f: {a: 1}; expected a list, got {a=1}",
                "mappings; f: [1]; expected a mapping, got 1",
                "mappings; g: []; expected a list, got null",
            })
    void valueOfAnotherTypeIsRefusedWithFileAndField(String getter, String yaml, String why) {
        Document document = read(yaml);

        BiConsumer<Document, String> read = Objects.requireNonNull(GETTERS.get(getter));
        assertThatThrownBy(() -> read.accept(document, "f"))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith(folder.resolve("file.yaml") + ": f: ")
                .hasMessageContaining(why);
    }

    @Test
    void fieldOfAnInnerMappingIsNamedByItsPath() {
        Document document = read("outer: {inner: {count: many}}\nrows: [{n: 1}, {n: x}]");

        assertThatThrownBy(() -> document.mapping("outer").mapping("inner").integer("count"))
                .hasMessageEndingWith("file.yaml: outer: inner: count: expected an integer, got many");
        assertThatThrownBy(() -> document.mappings("rows").get(1).integer("n"))
                .hasMessageEndingWith("file.yaml: rows: n: expected an integer, got x");
    }

    @Test
    void fieldWithoutAValueIsPresentButEmpty() {
        Document document = read("empty:\nother: 1");

        assertThat(document.has("empty")).isTrue();
        assertThat(document.has("missing")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: [", "a: 1\na: 2", "\ta: 1", "a: b: c", "a: !!java.util.Date x", "a: 1\n--- \nb: 2", "@"})
    void textThatIsNotOneYamlDocumentIsRefused(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith(folder.resolve("file.yaml") + ": cannot be read as YAML: ")
                .hasCauseInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment", "[1, 2]", "text", "5"})
    void rootThatIsNotAMappingIsRefused(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("file.yaml: expected a mapping, got ");
    }

    @Test
    void missingFileIsRefusedByItsName() {
        assertThatThrownBy(() -> Document.read(folder.resolve("away.yaml")))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("away.yaml")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void fieldNamesThatAreNotTextsAreConvertedToText() {
        assertThat(read("1: a\ntrue: b\nx: c").names()).isEqualTo(List.of("1", "true", "x"));
    }

    private Document read(String yaml) {
        try {
            return Document.read(Files.writeString(folder.resolve("file.yaml"), yaml));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

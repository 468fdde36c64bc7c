package io.voxguard.serving.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.serving.value.SimpleJsonParser.NotSimple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleJsonParserTest {
    private static final JsonFactory JACKSON = new JsonFactory();
    private static final String CALL = """
            {"call_id":"c-1", "caller":"+14150000001","callee":"+442071838750" ,"trunk":"trunk-é",
             "context":{"hour":3,"night":true,"caller_geography:ratio":0.12345678901234567,"x":null,"y":false,"z":-12.5e-3},
             "list":[1,-0,0.5,-0.0,1234567890123,[[],{}],"", 16777217.0], "deadline_ms":10}""";

    @Test
    void tokensAreThoseOfJackson() throws IOException {
        assertThat(simple(CALL)).isEqualTo(jackson(CALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{}}",
                "{} {}",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{\"a\":}",
                "{,}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":truex}",
                "{\"a\":tru}",
                "{\"a\":NaN}",
                "{\"a\":1x}",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":[1}",
                "{\"a\":\"\\n\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"b}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1/*c*/}",
                "{\"a\":1234567890123456789}",
                "{\"\\u0061\":1}",
            })
    void whatIsMalformedOrUnusualIsLeftToJackson(String json) {
        assertThatThrownBy(() -> simple(json)).isInstanceOf(NotSimple.class);
    }

    @Test
    void deepNestingIsLeftToJackson() {
        String deep = "{\"a\":" + "[".repeat(20) + "]".repeat(20) + '}';

        assertThatThrownBy(() -> simple(deep)).isInstanceOf(NotSimple.class);
    }

    @Test
    void mutatedObjectsAreReadAsByJacksonOrLeftToIt() throws IOException {
        long seed = 20261130;
        Random random = new Random(seed);
        byte[] letters = "{}[]\",:.-+eE0129 tfn\\\n".getBytes(StandardCharsets.US_ASCII);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] json = CALL.getBytes(StandardCharsets.UTF_8);
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                json[random.nextInt(json.length)] = letters[random.nextInt(letters.length)];
            }
            String text = new String(json, StandardCharsets.UTF_8);
            if (!text.contains("\ufffd")) { // bodies are checked for UTF-8 before they are parsed
                read += isReadAsByJackson(text, seed) ? 1 : 0;
            }
        }
        assertThat(read).as("seed " + seed).isGreaterThan(1000);
    }

    private static boolean isReadAsByJackson(String text, long seed) throws IOException {
        List<Object> tokens = new ArrayList<>();
        boolean whole = true;
        try (SimpleJsonParser json = parser(text)) {
            tokens(json, tokens);
        } catch (NotSimple left) {
            whole = false;
        }
        List<Object> expected = new ArrayList<>();
        try (JsonParser json = JACKSON.createParser(text.getBytes(StandardCharsets.UTF_8))) {
            tokens(json, expected);
        } catch (IOException malformed) {
            assertThat(whole).as("seed %s: %s", seed, text).isFalse();
        }
        int same = Math.min(tokens.size(), expected.size());
        assertThat(tokens.subList(0, same)).as("seed %s: %s", seed, text).isEqualTo(expected.subList(0, same));
        assertThat(tokens.size()).as("seed %s: %s", seed, text).isLessThanOrEqualTo(expected.size());
        return whole;
    }

    @Test
    void numbersAreThoseOfJackson() throws IOException {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            String number =
                    switch (i % 5) {
                        case 0 -> Double.toString(random.nextDouble() * Math.pow(10, random.nextInt(40) - 20));
                        case 1 -> Float.toString(Float.intBitsToFloat(random.nextInt(0x7f800000)));
                        case 2 -> Long.toString(random.nextLong() >> random.nextInt(8, 64));
                        case 3 -> Integer.toString(random.nextInt()) + '.' + random.nextInt(1 << random.nextInt(1, 31));
                        default -> "-0." + "0".repeat(random.nextInt(6)) + random.nextInt(1 << 20);
                    };
            String json = "{\"n\":" + number + '}';
            assertThat(simple(json)).as("seed %s: %s", seed, json).isEqualTo(jackson(json));
        }
    }

    @Test
    void textsThatComeAgainAreTheSameInstance() throws IOException {
        String first;
        try (SimpleJsonParser json = parser("{\"model\":\"gbm\"}")) {
            json.nextToken();
            json.nextToken();
            json.nextToken();
            first = json.sharedText();
        }
        try (SimpleJsonParser json = parser("{\"x\":[\"gbm\"]}")) {
            json.nextToken();
            json.nextToken();
            json.nextToken();
            json.nextToken();
            assertThat(json.sharedText()).isEqualTo("gbm").isSameAs(first);
        }
    }

    private static SimpleJsonParser inList(String object) throws IOException {
        byte[] json = object.getBytes(StandardCharsets.UTF_8);
        SimpleJsonParser parser = Objects.requireNonNull(SimpleJsonParser.of(json, json.length));
        while (parser.nextToken() != JsonToken.START_ARRAY) {
            assertThat(parser.currentToken()).isNotNull();
        }
        return parser;
    }

    private static List<String> learned(String object) throws IOException {
        try (SimpleJsonParser parser = inList(object)) {
            assertThat(parser.knownTexts()).isNull();
            int start = parser.tokenStart();
            List<String> texts = new ArrayList<>();
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                texts.add(parser.getText());
            }
            return parser.learnTexts(start, texts);
        }
    }

    @Test
    void listThatWasLearnedIsTheSameInstanceAndWhatFollowsItIsRead() throws IOException {
        List<String> learned = learned("{\"features\": [\"v:one\", \"v:two\"]}");
        assertThat(learned).containsExactly("v:one", "v:two");
        try (SimpleJsonParser again = inList("{\"a\":1,\"f\":[\"v:one\", \"v:two\"],\"after\":7}")) {
            assertThat(again.knownTexts()).isSameAs(learned);
            assertThat(again.currentToken()).isEqualTo(JsonToken.END_ARRAY);
            assertThat(again.nextToken()).isEqualTo(JsonToken.FIELD_NAME);
            assertThat(again.currentName()).isEqualTo("after");
            again.nextToken();
            assertThat(again.getIntValue()).isEqualTo(7);
            assertThat(again.nextToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(again.nextToken()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"f\":[\"w:one\",\"w:two\"",
                "{\"f\":[\"w:one\",\"w:two\",\"w:three\"]}",
                "{\"f\":[\"w:one\", \"w:two\"]}",
                "{\"f\":[\"w:one\"]}",
                "{\"f\":[]}"
            })
    void listOfOtherBytesIsNotTheLearnedOne(String json) throws IOException {
        if (json.endsWith("]}")) {
            learned("{\"l\":[\"w:one\",\"w:two\",\"" + json.length() + "\"]}");
        }
        try (SimpleJsonParser other = inList(json)) {
            assertThat(other.knownTexts()).isNull();
            assertThat(other.currentToken()).isEqualTo(JsonToken.START_ARRAY);
        }
    }

    @Test
    void whatComesBehindALearnedListIsStillChecked() throws IOException {
        learned("{\"f\":[\"x:one\"]}");
        for (String malformed : List.of("{\"f\":[\"x:one\"]", "{\"f\":[\"x:one\"]]}", "{\"f\":[\"x:one\"]\"g\":1}")) {
            try (SimpleJsonParser parser = inList(malformed)) {
                assertThat(parser.knownTexts()).containsExactly("x:one");
                assertThatThrownBy(() -> tokens(parser, new ArrayList<>())).isInstanceOf(NotSimple.class);
            }
        }
    }

    @Test
    void aSecondObjectIsNotReadBeforeTheFirstIsClosed() {
        try (SimpleJsonParser first = parser("{}")) {
            assertThat(SimpleJsonParser.of(new byte[] {'{', '}'}, 2)).isNull();
            assertThat(first.isClosed()).isFalse();
        }
        parser("{}").close();
    }

    private static SimpleJsonParser parser(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return Objects.requireNonNull(SimpleJsonParser.of(bytes, bytes.length));
    }

    private static List<Object> simple(String json) throws IOException {
        List<Object> tokens = new ArrayList<>();
        try (SimpleJsonParser parser = parser(json)) {
            tokens(parser, tokens);
        }
        return tokens;
    }

    private static List<Object> jackson(String text) throws IOException {
        List<Object> tokens = new ArrayList<>();
        try (JsonParser json = JACKSON.createParser(text.getBytes(StandardCharsets.UTF_8))) {
            tokens(json, tokens);
        }
        return tokens;
    }

    /** Adds tokens with all that readers ask of them. Those up to a fault remain. */
    private static void tokens(JsonParser json, List<Object> tokens) throws IOException {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            List<Object> one =
                    new ArrayList<>(List.of(token, json.getParsingContext().getNestingDepth()));
            switch (token) {
                case FIELD_NAME -> one.add(json.currentName());
                case VALUE_STRING -> one.add(json.getText());
                case VALUE_NUMBER_INT -> {
                    one.add(json.getText());
                    one.add(json.getNumberType());
                    one.add(json.getLongValue());
                    one.add(json.getDoubleValue());
                    one.add(json.getFloatValue());
                }
                case VALUE_NUMBER_FLOAT -> {
                    one.add(json.getText());
                    one.add(json.getDoubleValue());
                    one.add(json.getFloatValue());
                }
                default -> one.add(token.asString());
            }
            tokens.add(one);
        }
    }
}

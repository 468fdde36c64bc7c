package io.voxguard.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxguard.rules.Rule.Validity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSetJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULE = """
            {"action":"block","condition":"true","id":"r-1","name":"n","owner":"o","priority":5,"typology":"irsf"}""";

    @Test
    void everyFieldOfARuleIsRead() throws Exception {
        Rule rule = read("""
                {"action":"review","condition":"call.trunk == 'a'","id":"r","name":"Name","owner":"team",
                 "priority":-7,"typology":"wangiri","valid_from":100,"valid_to":200}""");

        assertThat(rule)
                .isEqualTo(new Rule(
                        "r",
                        "Name",
                        "team",
                        "wangiri",
                        "call.trunk == 'a'",
                        RuleAction.REVIEW,
                        -7,
                        new Validity(100, 200)));
    }

    @Test
    void ruleWithoutTimesIsAlwaysValidAndMissingTextsAreEmpty() throws Exception {
        Rule rule = read("{\"action\":\"flag\",\"condition\":\"true\",\"id\":\"r\",\"priority\":0}");

        assertThat(rule).isEqualTo(new Rule("r", "", "", "", "true", RuleAction.FLAG, 0, Validity.ALWAYS));
    }

    @ParameterizedTest
    @EnumSource(RuleAction.class)
    void everyActionIsWrittenByItsLabelAndReadBack(RuleAction action) throws Exception {
        RuleSet set = new RuleSet("core", List.of(rule("r", action, Validity.ALWAYS)));

        byte[] bytes = RuleSetJson.write(set);

        assertThat(JSON.readTree(bytes).at("/rules/0/action").textValue())
                .isEqualTo(action.name().toLowerCase(java.util.Locale.ROOT));
        assertThat(RuleSetJson.read(bytes)).isEqualTo(set);
    }

    @ParameterizedTest
    @CsvSource({
        "id, a string",
        "condition, a string",
        "action, a string",
        "priority, an integer",
    })
    void missingFieldIsNamed(String field, String expected) throws Exception {
        ObjectNode rule = (ObjectNode) JSON.readTree(RULE);
        rule.remove(field);

        assertRefused(set(rule), field.equals("id") ? "" : "r-1", field, expected);
    }

    @ParameterizedTest
    @CsvSource({
        "id, 5, a string",
        "id, null, a string",
        "condition, true, a string",
        "condition, [], a string",
        "action, {}, a string",
        "action, '\"Block\"', 'allow, review, block or flag'",
        "action, '\"\"', 'allow, review, block or flag'",
        "priority, '\"5\"', an integer",
        "priority, 5.0, an integer",
        "priority, 2147483648, an integer",
        "priority, -2147483649, an integer",
        "priority, null, an integer",
    })
    void fieldOfAnotherTypeIsNamed(String field, String value, String expected) throws Exception {
        ObjectNode rule = (ObjectNode) JSON.readTree(RULE);
        rule.set(field, JSON.readTree(value));

        assertRefused(set(rule), field.equals("id") ? "" : "r-1", field, expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"format\":5,\"rules\":[],\"set\":\"core\"}', format, a string",
        "'{\"format\":\"voxguard.rules.v1\",\"rules\":[],\"set\":null}', set, a string",
        "'{\"format\":\"voxguard.rules.v1\",\"rules\":null,\"set\":\"core\"}', rules, an array",
        "'{\"format\":\"voxguard.rules.v1\",\"rules\":[[]],\"set\":\"core\"}', rules[0], an object",
        "'{\"rules\":[],\"set\":\"core\"}', format, voxguard.rules.v1",
        "'{\"format\":\"voxguard.rules.v1\",\"rules\":[],\"set\":\"core\"}{}', snapshot, nothing after the object",
        "'\"rules\"', snapshot, an object",
        "'{\"format\":', snapshot, JSON",
        "'{\"format\":\"voxguard.rules.v1\",\"format\":\"voxguard.rules.v1\"}', snapshot, JSON",
    })
    void malformedDocumentNamesTheFieldThatIsWrong(String json, String field, String expected) {
        assertRefused(json, "", field, expected);
    }

    @Test
    void elementThatIsNotARuleIsNamedByItsIndex() {
        assertRefused(
                "{\"format\":\"voxguard.rules.v1\",\"rules\":[" + RULE + ",7],\"set\":\"core\"}",
                "",
                "rules[1]",
                "an object");
    }

    @Test
    void unknownFieldsAreSkippedWhateverTheyHold() throws Exception {
        String json = """
                {"future":{"rules":[1,{"set":"x"}]},"format":"voxguard.rules.v1","rules":[
                {"action":"block","condition":"true","id":"r-1","priority":5,"tags":["id",{"priority":9}],"score":0.5}
                ],"set":"core","more":[[],{}]}""";

        RuleSet set = RuleSetJson.read(json.getBytes(StandardCharsets.UTF_8));

        assertThat(set.name()).isEqualTo("core");
        assertThat(set.rules()).singleElement().extracting(Rule::priority).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc0, 0xff, 0x80})
    void bytesThatAreNotUtf8AreRefused(int wrong) {
        byte[] bytes =
                ("{\"format\":\"voxguard.rules.v1\",\"rules\":[],\"set\":\"co?re\"}").getBytes(StandardCharsets.UTF_8);
        int at = new String(bytes, StandardCharsets.US_ASCII).indexOf('?');
        bytes[at] = (byte) wrong;

        assertThat(catchThrowableOfType(InvalidRules.class, () -> RuleSetJson.read(bytes)))
                .hasMessageStartingWith("snapshot: expected JSON");
    }

    @Test
    void unboundedTimesAreOmitted() throws Exception {
        Validity from = new Validity(1, Long.MAX_VALUE);
        Validity to = new Validity(Long.MIN_VALUE, 2);
        RuleSet set = new RuleSet("core", List.of(rule("a", RuleAction.FLAG, from), rule("b", RuleAction.FLAG, to)));

        JsonNode json = JSON.readTree(RuleSetJson.write(set));

        assertThat(json.at("/rules/0/valid_from").longValue()).isEqualTo(1);
        assertThat(json.at("/rules/0").has("valid_to")).isFalse();
        assertThat(json.at("/rules/1").has("valid_from")).isFalse();
        assertThat(json.at("/rules/1/valid_to").longValue()).isEqualTo(2);
    }

    @Test
    void fieldsAreSortedByNameWithoutWhitespace() {
        byte[] bytes = RuleSetJson.write(new RuleSet("core", List.of(rule("a", RuleAction.ALLOW, new Validity(1, 2)))));

        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo("{\"format\":\"voxguard.rules.v1\",\"rules\":[{\"action\":\"allow\",\"condition\":\"true\","
                        + "\"id\":\"a\",\"name\":\"n\",\"owner\":\"o\",\"priority\":0,\"typology\":\"t\","
                        + "\"valid_from\":1,\"valid_to\":2}],\"set\":\"core\"}");
    }

    @Test
    void randomSetsAreReadBackUnchangedAndAreValidJson() throws Exception {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("RuleSetJsonTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            List<Rule> rules = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                rules.add(random(random, "r-" + j));
            }
            RuleSet set = new RuleSet("core", rules);

            byte[] bytes = RuleSetJson.write(set);

            assertThat(RuleSetJson.read(bytes)).isEqualTo(set);
            JsonNode other = JSON.readTree(bytes);
            for (int j = 0; j < set.rules().size(); j++) {
                assertThat(other.at("/rules/" + j + "/name").textValue())
                        .isEqualTo(set.rules().get(j).name());
            }
        }
    }

    private static Rule random(Random random, String id) {
        StringBuilder text = new StringBuilder();
        int[] among = {'a', '"', '\\', '/', '\t', '\n', 0xe9, 0x2028, 0x4e2d, 0x1d4b3, 0x10ffff, ' ', '\''};
        for (int i = random.nextInt(20); i > 0; i--) {
            text.appendCodePoint(among[random.nextInt(among.length)]);
        }
        long from = random.nextBoolean() ? Long.MIN_VALUE : random.nextInt(-1000, 1000);
        long to = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(1000, 2000);
        RuleAction action = RuleAction.values()[random.nextInt(RuleAction.values().length)];
        return new Rule(
                id,
                text.toString(),
                "o",
                "t",
                text.reverse().toString(),
                action,
                random.nextInt(),
                new Validity(from, to));
    }

    private static Rule rule(String id, RuleAction action, Validity validity) {
        return new Rule(id, "n", "o", "t", "true", action, 0, validity);
    }

    private static Rule read(String rule) throws InvalidRules {
        return RuleSetJson.read(set(rule).getBytes(StandardCharsets.UTF_8))
                .rules()
                .getFirst();
    }

    private static String set(Object rule) {
        return "{\"format\":\"voxguard.rules.v1\",\"rules\":[" + rule + "],\"set\":\"core\"}";
    }

    private static void assertRefused(String json, String rule, String field, String expected) {
        InvalidRules invalid =
                catchThrowableOfType(InvalidRules.class, () -> RuleSetJson.read(json.getBytes(StandardCharsets.UTF_8)));
        assertThat(invalid.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.rule()).isEqualTo(rule);
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.expected()).isEqualTo(expected);
        });
    }
}

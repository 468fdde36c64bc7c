package io.voxguard.rules.condition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random conditions with their outcomes: docs/wire/rules-conditions-random.jsonl, which every engine's tests replay. {@code -Dvoxguard.write=true} writes
 * the file again.
 */
class RandomConditionsTest {
    private static final Path FILE =
            Path.of(System.getProperty("voxguard.root"), "docs/wire/rules-conditions-random.jsonl");
    private static final long SEED = 18;
    private static final int LINES = 1_000;
    private static final int LONGEST = 220;

    private final ConditionCompiler compiler = new ConditionCompiler(FieldsForTests.FIELDS);
    private final JsonMapper json =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Test
    void randomConditionsHaveTheResultsInTheFile() throws IOException {
        List<String> lines = lines();
        if (Boolean.getBoolean("voxguard.write")) {
            Files.write(FILE, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(FILE));
        assertThat(lines).filteredOn(line -> line.contains("\"refused\"")).hasSizeBetween(100, 500);
        assertThat(lines).filteredOn(line -> line.contains("\"error\"")).hasSizeBetween(5, 500);
        assertThat(lines).filteredOn(line -> line.contains("\"result\":true")).hasSizeBetween(200, 700);
    }

    private List<String> lines() throws IOException {
        RandomConditions conditions = new RandomConditions(SEED);
        List<String> lines = new ArrayList<>(LINES);
        while (lines.size() < LINES) {
            String condition = conditions.next();
            if (condition.length() <= LONGEST) {
                ObjectNode line = json.createObjectNode().put("condition", condition);
                if (tell(condition, conditions.values(), line)) {
                    lines.add(json.writeValueAsString(line));
                }
            }
        }
        return lines;
    }

    /** Returns whether every engine must have the same outcome: only the publisher refuses conditions that contradict a feature's declared type. */
    private boolean tell(String condition, Map<String, Object> all, ObjectNode line) {
        Map<String, Object> values = new TreeMap<>(all);
        try {
            ConditionGrammar.check(condition);
        } catch (InvalidCondition e) {
            line.put("refused", e.expected());
            return true;
        }
        Condition compiled;
        try {
            compiled = compiler.compile(condition);
        } catch (InvalidCondition e) {
            return false;
        }
        values.keySet().removeIf(name -> !condition.contains(name));
        line.putPOJO("values", values);
        try {
            line.put("result", compiled.holds(new MapValues(FieldsForTests.FIELDS, all)));
        } catch (ArithmeticException e) {
            line.put("error", true);
        }
        return true;
    }
}

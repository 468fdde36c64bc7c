package io.voxguard.rules.evaluation;

import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleProblem;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.condition.Condition;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.condition.InvalidCondition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Check of whole rule sets: a set is refused unless every rule can be evaluated. Compiled conditions are reused for the next set, which mostly has the same ones.
 * Thread-safe. */
public final class RuleSetCheck {
    /** Maximum number of rules in a set. */
    public static final int MAX_RULES = 1_000_000;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern TYPOLOGY = Pattern.compile("[a-z0-9_-]{1,64}");
    /** Text that every engine can read: no C0, DEL or C1 control characters, no halves of surrogate pairs. */
    private static final Pattern TEXT = Pattern.compile("[^\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]{0,200}");

    private static final int MAX_PRIORITY = 1_000_000;
    private static final long MAX_EXACT_MS = (1L << 53) - 1;

    private final ConditionCompiler compiler;
    private Map<String, Condition> lastCompiled = Map.of();

    public RuleSetCheck(ConditionCompiler compiler) {
        this.compiler = compiler;
    }

    /** @throws InvalidRules if any rule is invalid; names every problem */
    public synchronized CompiledRules check(RuleSet set) throws InvalidRules {
        List<RuleProblem> problems = new ArrayList<>();
        Map<String, Condition> conditions = new HashMap<>();
        Set<String> ids = new HashSet<>();
        List<Condition> compiled = new ArrayList<>(set.rules().size());
        if (!RuleSet.isName(set.name())) {
            problems.add(new RuleProblem("", "set", "a-z, then at most 63 of a-z 0-9 - _", "'" + set.name() + "'"));
        }
        if (set.rules().size() > MAX_RULES) {
            problems.add(new RuleProblem(
                    "",
                    "rules",
                    "at most " + MAX_RULES,
                    Integer.toString(set.rules().size())));
        }
        for (Rule rule : set.rules()) {
            if (!ids.add(rule.id())) {
                problems.add(new RuleProblem(rule.id(), "id", "unique in its set", "duplicate id"));
            }
            checkFields(rule, problems);
            try {
                compiled.add(compile(rule, conditions));
            } catch (InvalidCondition e) {
                problems.add(new RuleProblem(rule.id(), "condition", e.expected(), e.got()));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidRules(problems);
        }
        lastCompiled = conditions;
        return new CompiledRules(set, compiled, compiler.fields());
    }

    private Condition compile(Rule rule, Map<String, Condition> conditions) throws InvalidCondition {
        String text = rule.condition();
        Condition condition = conditions.get(text);
        if (condition == null) {
            Condition reused = lastCompiled.get(text);
            condition = reused == null ? compiler.compile(text) : reused;
            conditions.put(text, condition);
        }
        return condition;
    }

    private static void checkFields(Rule rule, List<RuleProblem> problems) {
        String id = rule.id();
        check(ID.matcher(id).matches(), id, "id", "1 to 64 of A-Z a-z 0-9 - _ . :", id, problems);
        checkText(id, "name", rule.name(), problems);
        checkText(id, "owner", rule.owner(), problems);
        check(
                TYPOLOGY.matcher(rule.typology()).matches(),
                id,
                "typology",
                "1 to 64 of a-z 0-9 - _",
                rule.typology(),
                problems);
        check(
                Math.abs((long) rule.priority()) <= MAX_PRIORITY,
                id,
                "priority",
                -MAX_PRIORITY + " to " + MAX_PRIORITY,
                Integer.toString(rule.priority()),
                problems);
        checkValidity(id, rule.validity(), problems);
    }

    private static void checkValidity(String id, Rule.Validity validity, List<RuleProblem> problems) {
        if (validity.fromMs() == Long.MAX_VALUE || validity.toMs() == Long.MIN_VALUE) {
            problems.add(
                    new RuleProblem(id, "valid_from, valid_to", "a period in which the rule is valid", "infinity"));
            return;
        }
        check(
                validity.fromMs() < validity.toMs(),
                id,
                "valid_to",
                "later than valid_from",
                validity.toMs() + " ms",
                problems);
        check(
                within(validity.fromMs(), Long.MIN_VALUE) && within(validity.toMs(), Long.MAX_VALUE),
                id,
                "valid_from, valid_to",
                "between -2^53 and 2^53 ms",
                validity.toString(),
                problems);
    }

    private static boolean within(long ms, long unbounded) {
        return ms == unbounded || Math.abs(ms) <= MAX_EXACT_MS;
    }

    private static void checkText(String id, String field, String text, List<RuleProblem> problems) {
        check(
                TEXT.matcher(text).matches(),
                id,
                field,
                "at most 200 characters without control characters",
                "'" + text + "'",
                problems);
    }

    private static void check(
            boolean holds, String id, String field, String expected, String got, List<RuleProblem> problems) {
        if (!holds) {
            problems.add(new RuleProblem(id, field, expected, got));
        }
    }
}

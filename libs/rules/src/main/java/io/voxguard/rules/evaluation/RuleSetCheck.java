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

/** Checks whole rule sets: all of it can be evaluated, or it is refused. Keeps what it compiled for the next set, which mostly says the same. Thread-safe. */
public final class RuleSetCheck {
    /** Rules in a set. */
    public static final int MOST_RULES = 1_000_000;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern TYPOLOGY = Pattern.compile("[a-z0-9_-]{1,64}");
    /** Neither C0 nor DEL nor C1 controls, nor halves of surrogate pairs: what every engine reads. */
    private static final Pattern TEXT = Pattern.compile("[^\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]{0,200}");

    private static final int FURTHEST_PRIORITY = 1_000_000;
    private static final long LATEST_MS = (1L << 53) - 1;

    private final ConditionCompiler compiler;
    private Map<String, Condition> known = Map.of();

    public RuleSetCheck(ConditionCompiler compiler) {
        this.compiler = compiler;
    }

    /** @throws InvalidRules naming everything that is wrong */
    public synchronized CompiledRules check(RuleSet set) throws InvalidRules {
        List<RuleProblem> problems = new ArrayList<>();
        Map<String, Condition> conditions = new HashMap<>();
        Set<String> ids = new HashSet<>();
        List<Condition> compiled = new ArrayList<>(set.rules().size());
        if (!RuleSet.isName(set.name())) {
            problems.add(new RuleProblem("", "set", "a-z, then at most 63 of a-z 0-9 - _", "'" + set.name() + "'"));
        }
        if (set.rules().size() > MOST_RULES) {
            problems.add(new RuleProblem(
                    "",
                    "rules",
                    "at most " + MOST_RULES,
                    Integer.toString(set.rules().size())));
        }
        for (Rule rule : set.rules()) {
            if (!ids.add(rule.id())) {
                problems.add(new RuleProblem(rule.id(), "id", "once in its set", "twice"));
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
        known = conditions;
        return new CompiledRules(set, compiled, compiler.fields());
    }

    private Condition compile(Rule rule, Map<String, Condition> conditions) throws InvalidCondition {
        String text = rule.condition();
        Condition condition = conditions.get(text);
        if (condition == null) {
            Condition before = known.get(text);
            condition = before == null ? compiler.compile(text) : before;
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
                Math.abs((long) rule.priority()) <= FURTHEST_PRIORITY,
                id,
                "priority",
                -FURTHEST_PRIORITY + " to " + FURTHEST_PRIORITY,
                Integer.toString(rule.priority()),
                problems);
        checkValidity(id, rule.validity(), problems);
    }

    private static void checkValidity(String id, Rule.Validity validity, List<RuleProblem> problems) {
        if (validity.fromMs() == Long.MAX_VALUE || validity.toMs() == Long.MIN_VALUE) {
            problems.add(new RuleProblem(
                    id, "valid_from, valid_to", "a time at which the rule holds", "infinity: it never does"));
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

    private static boolean within(long ms, long none) {
        return ms == none || Math.abs(ms) <= LATEST_MS;
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

//! Conditions beyond the conformance file: their results, their failures, and refusals to compile.
mod support;

use serde_json::{json, Value as Json};
use support::conditions::{compiled, outcome, outcome_of, refusal, Outcome};
use voxguard_rules::{Names, Type};

fn values() -> Json {
    json!({
        "a.one": 1, "a.two": 2, "a.least": i64::MIN, "a.most": i64::MAX, "a.zero": 0, "a.half": 0.5, "a.none": 0.0, "a.large": 1e300,
        "a.yes": true, "a.no": false, "a.text": "äbc", "a.empty": "", "call.caller": "+14155550100",
    })
}

fn assert_outcome(conditions: &[&str], expected: Outcome) {
    for condition in conditions {
        assert_eq!(outcome(condition, values()), expected, "{condition}");
    }
}

#[test]
fn conditions_that_are_true_fire() {
    assert_outcome(
        &[
            // how tightly operators bind, and to which side
            "true || false && false",
            "a.one + a.two * 2 == 5",
            "a.two - a.one - 1 == 0",
            "8 / 4 / 2 == 1",
            "!(a.one == 2) == true",
            "a.no ? a.no : a.yes ? a.yes : a.no",
            "a.one < a.two == a.yes",
            "a.one in [1] == a.yes",
            "-a.one + 2 == 1",
            "-(-a.one) == 1 && 1 - -1 == 2 && 1--1 == 2 && !!a.yes",
            // literals
            "1.5e2 == 150.0 && 0.5 == a.half && 1e2 == 100.0 && 2E-1 == 0.2",
            "-9223372036854775808 == a.least && 9223372036854775807 == a.most",
            r"'\u00e4bc' == a.text && '\u0041' == 'A' && '\U0001F600' == '😀'",
            r#"'\'' == "'" && "\"" == '"' && '\n\t\r\\' != ''"#,
            "  a.yes  // to the end of the line\n\t&& true",
            "a\n.\nyes",
            // in
            "a.text in ['x', 'äbc'] && a.one in [3, -1, 1] && a.half in [0.25, 0.5] && !(a.one in [])",
            "!(a.two in [1, 3]) && a.least in [-9223372036854775808]",
            // texts
            "a.text < 'äbd' && 'z' < a.text && a.empty < 'a' && a.text >= 'äbc' && a.text <= 'äbc' && 'äbd' > a.text",
            "a.text.size() == 3 && size('') == 0 && a.text.contains('') && a.text.startsWith('') && 'abc'.endsWith('c')",
            "(a.text + 'd').endsWith('cd') && (a.yes ? a.text : a.empty).startsWith('ä') && a.text.startsWith(a.text)",
            "a.yes != a.no && a.yes == true && !(a.no == a.yes)",
            // numbers
            "int(a.one) == 1 && int(-1.9) == -1 && int(0.9) == 0",
            "double(a.half) == 0.5 && double(a.most) == 9223372036854775807.0",
            "7 / -2 == -3 && 7 % -2 == 1 && -7 % 2 == -1",
            "a.half * 2.0 - 1.0 == a.none && -a.half < a.none",
            "a.large * a.large > a.large && -1.0 / a.none < a.none",
            // NaN equals nothing, and is in no order
            "a.none / a.none != a.none / a.none && !(a.none / a.none == a.none) && !(a.none / a.none in [0.0])",
            "!(a.none / a.none < 1.0) && !(a.none / a.none >= 1.0) && !(1.0 > a.none / a.none) && -a.none == a.none",
            // a failure is absorbed from either side
            "1 / a.zero > 0 || a.yes",
            "a.yes || 1 / a.zero > 0",
            "1 / a.zero > 0 || 1 % a.zero > 0 || a.yes",
            "!(1 / a.zero > 0 && a.no) && !(a.no && 1 / a.zero > 0)",
            "a.yes ? true : 1 / a.zero > 0",
            "100 > a.one && 0.1 < a.half && 'a' != a.empty",
        ],
        Outcome::Fired,
    );
}

#[test]
fn conditions_without_a_result_fail() {
    assert_outcome(
        &[
            "a.most + 1 > 0",
            "a.least - 1 < 0",
            "a.most * 2 > 0",
            "-a.least > 0",
            "a.least / -1 > 0",
            "a.least % -1 == 0",
            "1 / a.zero > 0 || a.no",
            "1 / a.zero > 0 && a.yes",
            "!(1 / a.zero > 0)",
            "1 / a.zero > 0 ? true : true",
            "a.no ? true : 1 / a.zero > 0",
            "1 / a.zero in [1]",
            "int(a.large) > 0",
            "int(9223372036854775807.0) > 0",
            "int(-9223372036854775808.0) < 0",
            "int(a.none / a.none) == 0",
            "int(a.text) == 0",
            "double(a.text) > 0.0",
            // values of another type than the condition needs
            "a.half > 1",
            "a.one > 0.5",
            "a.one == 'x'",
            "a.text",
            "a.one && true",
            "a.yes < 1",
            "a.no < a.yes",
            "a.one in ['x']",
            "a.one.startsWith('x')",
            "a.one + a.half == a.half",
            "a.half % a.half == a.half",
            "a.yes + a.yes == a.yes",
            "-a.text == a.text",
            "size(a.one) == 1",
            "int(a.yes) == 1",
            "a.one == a.half",
            // nobody has a value
            "a.unknown == 1",
            "a.unknown",
            "call.trunk == ''",
        ],
        Outcome::Failed,
    );
}

#[test]
fn conditions_that_are_false_do_not_fire() {
    assert_outcome(&["a.no", "a.one > a.two", "a.unknown && a.no", "a.half in [0.25]", "(1 / a.zero > 0) && false"], Outcome::Not);
}

#[test]
fn conditions_outside_the_language_are_refused() {
    let refused = [
        ("", "expected 1 to 4096 characters, got 0"),
        ("a.one >", "column 8: expected a value, got the end"),
        ("a.one = 1", "column 7: expected a condition, got '='"),
        ("a.one == 1 a", "column 12: expected an operator, got a"),
        ("a.one & a.two", "column 7: expected a condition, got '&'"),
        ("a", "column 1: expected view.feature, got a"),
        ("a.b.c == 1", "column 5: expected startsWith(…), endsWith(…), contains(…) or size() after the dot, got c"),
        ("call.duration > 1", "column 6: expected call_id, caller, callee, trunk or started_at of the call, got duration"),
        (".a.b == 1", "column 1: expected a value, got ."),
        ("a.b[0] == 1", "column 4: expected a list only after in, and no other value, got ["),
        ("has(a.b)", "column 1: expected size, int or double, got has"),
        ("[1, 2].exists(x, x > 1)", "column 1: expected a list only after in, and no other value, got ["),
        ("{'a': 1}.size() == 1", "column 1: expected a condition, got '{'"),
        ("a.text.matches('a.*')", "column 8: expected startsWith(…), endsWith(…), contains(…) or size() after the dot, got matches"),
        ("timestamp('2026-01-01T00:00:00Z') > timestamp('x')", "column 1: expected size, int or double, got timestamp"),
        ("string(a.one) == '1'", "column 1: expected size, int or double, got string"),
        ("a.one == null", "column 10: expected view.feature, got null"),
        ("a.one == 1u", "column 10: expected a number such as 12, 0.5 or 1e6, got 1 and more"),
        ("a.one == 0xFFu", "column 10: expected a number such as 12, 0.5 or 1e6, got 0 and more"),
        ("b'x' == b'x'", "column 1: expected a string without a prefix, got one with it"),
        ("a.one in a.two", "column 10: expected a list of literals after in, got a"),
        ("a.one in [a.two]", "column 11: expected a number or a string in the list, got a"),
        ("a.one in [1, 'x']", "column 14: expected elements of one type in the list, got the text \"x\""),
        ("a.one in [1", "column 12: expected a comma or the list's end, got the end"),
        ("size([1]) == 1", "column 6: expected a list only after in, and no other value, got ["),
        ("a.one == 9223372036854775808", "column 10: expected an int of 64 bits, got 9223372036854775808"),
        ("a.one == -9223372036854775809", "column 11: expected an int of 64 bits, got 9223372036854775809"),
        ("a.half == 1e999", "column 11: expected a double between 5e-324 and 1.7976931348623157e308, got 1e999"),
        ("a.text == 'x", "column 11: expected a string that ends on its line, got a line end or the end"),
        ("a.text == 'x\ny'", "column 11: expected a string that ends on its line, got a line end or the end"),
        (r"a.text == '\q'", "column 12: expected an escape of \\\\ \\' \\\" \\n \\r \\t \\u or \\U, got another"),
        (r"a.text == '\ud800'", "column 12: expected 4 digits of a code point from 1 to 10FFFF, no surrogate, got another escape"),
        ("for.x == 1", "column 1: expected view.feature, got for"),
        ("a.in == 1", "column 3: expected view.feature, got in"),
        ("(a.yes", "column 7: expected a closing parenthesis, got the end"),
        ("ä.b == 1", "column 1: expected a condition, got 'ä'"),
        ("'ä' == $", "column 8: expected a condition, got '$'"),
        ("a.yes ? b ? true : false : true", "column 9: expected view.feature, got b"),
        // types that can be told apart before there are values
        ("1", "the condition: expected bool, got int"),
        ("call.caller", "the condition: expected bool, got string"),
        ("1 == 1.0", "==: expected operands of one type, got int and double"),
        ("'1' == 1", "==: expected operands of one type, got string and int"),
        ("1 + 1.0 > 1.0", "+: expected operands of one type, got int and double"),
        ("1.0 % 1.0 == 0.0", "%: expected int, got double"),
        ("true + true", "+: expected int or double or string, got bool"),
        ("'a' - 'b' == 'c'", "-: expected int or double, got string"),
        ("!1", "!: expected bool, got int"),
        ("-'a' == 'b'", "-: expected int or double, got string"),
        ("1 && true", "&&: expected bool, got int"),
        ("true || 'x'", "||: expected bool, got string"),
        ("1 ? true : false", "?:: expected bool, got int"),
        ("true ? 1 : 1.0", "?:: expected operands of one type, got int and double"),
        ("1 in ['x']", "in: expected operands of one type, got int and string"),
        ("call.started_at.startsWith('1')", "startsWith: expected string, got int"),
        ("size(1) == 1", "size: expected string, got int"),
        ("int(true) == 1", "int: expected int or double, got bool"),
        ("int('1') == 1", "int: expected int or double, got string"),
        ("double(call.caller) > 1.0", "double: expected int or double, got string"),
        ("false < true", "<: expected int or double or string, got bool"),
        ("a.yes in [true]", "column 11: expected a number or a string in the list, got true"),
        ("call.started_at > 1.0", ">: expected operands of one type, got int and double"),
        ("1 in [1] + 2", "+: expected operands of one type, got bool and int"),
    ];
    for (condition, expected) in refused {
        assert_eq!(refusal(condition), expected, "{condition}");
    }
}

#[test]
fn depth_is_limited_but_chains_may_be_long() {
    let nested = |depth: usize| format!("{}true{}", "(".repeat(depth), ")".repeat(depth));
    assert_outcome(&[&nested(24), &format!("{}true", "!".repeat(24)), &format!("{}true", "true && ".repeat(500))], Outcome::Fired);
    let too_deep = |depth: usize| format!("expected operators and parentheses nested at most 24 deep, got {depth}");
    assert_eq!(refusal(&nested(25)), too_deep(25));
    assert_eq!(refusal(&format!("{}true", "!".repeat(4000))), too_deep(4000));
    assert_eq!(refusal(&format!("{}true", "true ? true : ".repeat(290))), too_deep(290));
    assert_outcome(&[&format!("{}1 == 24", "1 + ".repeat(23))], Outcome::Fired);
    assert_eq!(refusal(&format!("{}1 == 1", "1+".repeat(2000))), too_deep(2001));
}

#[test]
fn nested_choices_are_evaluated_once() {
    let nested = (0..6).fold("a.one".to_string(), |inner, _| format!("({inner} == a.one ? a.one : a.two)"));
    assert_outcome(&[&format!("{nested} == a.one")], Outcome::Fired);
}

#[test]
fn declared_names_are_checked_by_their_types() {
    let names = Names::declared([("a.yes", Type::Bool), ("a.one", Type::Int), ("a.half", Type::Double)]).unwrap();
    let set = compiled("a.one > 0 && a.half > 0.0", &names).unwrap();
    assert_eq!(set.names().iter().map(|name| &**name).collect::<Vec<_>>(), ["a.yes", "a.one", "a.half"]);
    assert_eq!(outcome_of(&set, values().as_object().unwrap()), Outcome::Fired);
    for condition in ["a.one", "a.half > 0", "a.one == a.half", "a.yes + a.yes", "a.other == 1", "!a.one", "a.yes.startsWith('x')"] {
        assert!(compiled(condition, &names).is_err(), "{condition}");
    }
}

package condition

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// cellsOf returns values in the order of a program's names; missing values are none.
func cellsOf(program *Program, given map[string]Value) []Value {
	cells := make([]Value, len(program.Names()))
	for slot, name := range program.Names() {
		cells[slot] = given[name]
	}
	return cells
}

func verdictFor(t *testing.T, condition string, given map[string]Value) Verdict {
	t.Helper()
	program, err := Compile([]string{condition})
	if err != nil {
		t.Fatalf("%s: %v", condition, err)
	}
	return program.Evaluate(0, cellsOf(program, given))
}

func TestConditionOutsideTheLanguageIsRefused(t *testing.T) {
	for condition, reason := range map[string]string{
		"":                             "1 to 4096 characters, got 0",
		"v.x >":                        "expected a value, got the end at character 6",
		"v.x = 1":                      "got '=' at character 5",
		"v.x > 1; true":                "got ';'",
		"1":                            "result is a bool, got int",
		"'true'":                       "result is a bool, got string",
		"v.x + 1":                      "result is a bool",
		"x":                            "expected view.feature, got x",
		"x > 1":                        "expected view.feature, got x",
		"v.x.y > 1":                    "after the dot, got y",
		".v.x > 1":                     "expected a value, got .",
		"call.nobody == ''":            "expected call.call_id, call.caller",
		"call.caller > 1":              "no matching overload",
		"call.started_at > 1.5":        "no matching overload",
		"1 > 0.5":                      "no matching overload",
		"true && 1":                    "expected type 'bool'",
		"v.x ? 1 : 2":                  "result is a bool",
		"call.caller in [1, 2]":        "no matching overload",
		"v.x in [1, call.started_at]":  "a number or a string in the list, got call",
		"v.x in call.caller":           "list of literals",
		"v.x in v.y":                   "list of literals",
		"v.x in {'a': 1}":              "got '{'",
		"[1, 2] == [1, 2]":             "a list only after in",
		"size([1, 2]) == 2":            "a list only after in",
		"[v.x][0] == 1":                "a list only after in",
		"{'a': 1}['a'] == 1":           "got '{'",
		"v.x['a'] == 1":                "a list only after in",
		"has(v.x)":                     "size, int or double, got has",
		"[1, 2].all(x, x > 0)":         "a list only after in",
		"v.x.exists(x, x > 0)":         "after the dot, got exists",
		"v.x.map(x, x) == 1":           "after the dot, got map",
		"call.caller.matches('^.44')":  "got matches",
		"matches(call.caller, '^.44')": "got matches",
		"string(v.x) == '1'":           "got string",
		"uint(v.x) == 1":               "got uint",
		"v.x == 1u":                    "a number such as 12",
		"v.x == b'a'":                  "a string without a prefix",
		"v.x == null":                  "got null",
		"bool(v.x)":                    "got bool",
		"dyn(v.x)":                     "got dyn",
		"type(v.x) == int":             "got type",
		"timestamp('2026-01-01T00:00:00Z') < timestamp('2027-01-01T00:00:00Z')": "got timestamp",
		"duration('1s') == duration('1s')":                                      "got duration",
		"v.x.getFullYear() == 2026":                                             "got getFullYear",
		"google.protobuf.Int64Value{value: 1} == 1":                             "got '{'",
		"size(v.x, v.y) == 1":                                                   "a list only after in, and no other value, got ,",
		"startsWith(call.caller, '+')":                                          "size, int or double, got startsWith",
		strings.Repeat("(", 300) + "true" + strings.Repeat(")", 300):            "nested at most 24 deep, got 300",
		strings.Repeat("!", 4097) + "true":                                      "1 to 4096 characters",
	} {
		program, err := Compile([]string{"true", condition})
		var refused *Error
		if program != nil || !errors.As(err, &refused) || refused.Index != 1 || !strings.Contains(strings.ToLower(refused.Reason), strings.ToLower(reason)) {
			t.Errorf("%.80s: expected %q, got %v", condition, reason, err)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%.80s: more than one line: %q", condition, err)
		}
	}
}

func TestLongestConditionsCompile(t *testing.T) {
	for _, condition := range []string{
		strings.Repeat(" ", 4092) + "true",
		"'" + strings.Repeat("ä", 4088) + "' != ''",
		strings.Repeat("v.x == 1 || ", 340) + "true",
		"v.x in [" + strings.Repeat("'a', ", 800) + "'b']",
		strings.Repeat("v.x == 1 ? true : ", 23) + "true",
		strings.Repeat("(", 24) + "true" + strings.Repeat(")", 24),
	} {
		if _, err := Compile([]string{condition}); err != nil {
			t.Errorf("%.40s: %v", condition, err)
		}
	}
}

func TestMethodsAndFunctionsHaveTheirResults(t *testing.T) {
	given := map[string]Value{"v.i": IntOf(7), "v.d": DoubleOf(0.5), "v.b": BoolOf(true), "v.t": TextOf("äß"), "call.caller": TextOf("+44")}
	for _, condition := range []string{
		"v.b", "!!v.b", "v.b == true", "v.b ? v.b : 1 / 0 == 1", "(v.i > 1) == v.b", "(v.b ? v.i : v.d) == 7",
		"size(v.t) == 2", "v.t.size() == 2", "size('') == 0", "v.t.startsWith('ä') && v.t.endsWith('ß') && v.t.contains('')",
		"7 == v.i", "8 > v.i", "v.i <= 7 && v.i >= 7 && v.i != 8", "-v.i == -7", "-v.d < 0.0", "v.i in [-7, 7]", "v.d in [0.5]",
		"v.i * 2 - 1 == 13", "v.d * 2.0 - 1.0 == 0.0", "int(-1.9) == -1",
		"v.t > 'a' && v.t != ''", `call.caller == "+44"`, `call.caller == '\u002b44'`,
		"!(v.i in [])", "1e3 == 1000.0", "-9223372036854775808 < 0", "// a comment\ntrue",
	} {
		if got := verdictFor(t, condition, given); got != True {
			t.Errorf("%s: got %d", condition, got)
		}
	}
}

func TestFailingConditionsFail(t *testing.T) {
	given := map[string]Value{"v.i": IntOf(7), "v.t": TextOf("seven"), "v.zero": IntOf(0), "v.nan": DoubleOf(math.NaN()), "v.least": IntOf(math.MinInt64)}
	for _, condition := range []string{
		"v.i", "v.t", "v.missing", "v.missing == 1", "v.missing in [1]", "!v.missing", "v.t > 1", "v.t + 1 == 2", "v.i.startsWith('7')",
		"v.t.contains(v.i)", "size(v.i) == 1", "int(v.t) == 7", "double(v.t) == 7.0", "1 / v.zero == 1", "1 % v.zero == 1", "-v.least > 0",
		"v.least / -1 > 0", "v.least % -1 == 0", "v.least - 1 < 0", "v.least * -1 > 0", "int(v.nan) == 0",
		"int(1e300) > 0", "int(9223372036854775807.0) > 0", "v.missing ? true : true", "v.i && true", "v.missing || false", "v.missing && true",
	} {
		if got := verdictFor(t, condition, given); got != Failed {
			t.Errorf("%s: got %d", condition, got)
		}
	}
}

func TestNaNIsNeitherLessNorGreaterNorEqual(t *testing.T) {
	given := map[string]Value{"v.nan": DoubleOf(math.NaN()), "v.i": IntOf(7)}
	for _, condition := range []string{"v.nan > 1.0", "v.nan <= 1.0", "1.0 < v.nan", "v.nan == v.nan", "v.nan in [0.0]", "v.nan > v.i", "v.i >= v.nan"} {
		if got := verdictFor(t, condition, given); got != False {
			t.Errorf("%s: got %d", condition, got)
		}
	}
	if got := verdictFor(t, "v.nan != v.nan", given); got != True {
		t.Errorf("got %d", got)
	}
}

func TestFailureIsAbsorbedIfTheOtherSideDecides(t *testing.T) {
	for condition, expected := range map[string]Verdict{
		"v.missing || true": True, "true || v.missing": True, "v.missing && false": False, "false && v.missing": False,
		"(v.missing || true) && true": True, "!(v.missing && false)": True, "true ? true : v.missing": True, "false ? v.missing : false": False,
	} {
		if got := verdictFor(t, condition, nil); got != expected {
			t.Errorf("%s: got %d", condition, got)
		}
	}
}

func TestLongListOfTextsIsSearched(t *testing.T) {
	condition := "v.x in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']"
	for value, expected := range map[Value]Verdict{TextOf("j"): True, TextOf("k"): False, IntOf(1): False, {}: Failed} {
		if got := verdictFor(t, condition, map[string]Value{"v.x": value}); got != expected {
			t.Errorf("%v: got %d", value, got)
		}
	}
}

func TestEmptySetOfConditionsCompiles(t *testing.T) {
	if program, err := Compile(nil); err != nil || len(program.Names()) != 0 {
		t.Errorf("got %v, %v", program, err)
	}
}

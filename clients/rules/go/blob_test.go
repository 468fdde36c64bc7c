package rules

import (
	"strings"
	"testing"
	"time"

	"voxguard.io/rules/internal/rulestest"
)

const someRule = `{"action":"block","condition":"true","id":"a","name":"A","owner":"o","priority":1,"typology":"irsf"}`

func compileText(blob string, count int64) (*RuleSet, error) {
	return compile("core", Pointer{Revision: 1, Count: count}, []byte(blob))
}

func blobOf(rules ...string) string {
	return `{"format":"voxguard.rules.v1","rules":[` + strings.Join(rules, ",") + `],"set":"core"}`
}

func TestKeysMayBeInAnyOrderAndUnknownFieldsAreIgnored(t *testing.T) {
	set, err := compileText(`{"set":"core", "later":[1], "rules":[{"priority":-5,"ID":"B","Action":"allow","id":"a","action":"review","x":null,`+
		`"condition":"true","valid_from":1000,"valid_to":2000}],"format":"voxguard.rules.v1"}`, 1)
	if err != nil {
		t.Fatal(err)
	}
	rule := set.Rule(0)
	if rule.ID != "a" || rule.Action != Review || rule.Priority != -5 || rule.ValidFrom.UnixMilli() != 1000 || rule.ValidTo.UnixMilli() != 2000 {
		t.Errorf("got %+v", rule)
	}
}

func TestEmptySetIsAccepted(t *testing.T) {
	if set, err := compileText(blobOf(), 0); err != nil || set.Len() != 0 {
		t.Errorf("got %v, %v", set, err)
	}
}

func TestWrongFieldOfABlobIsNamed(t *testing.T) {
	change := func(from, to string) string { return blobOf(strings.Replace(someRule, from, to, 1)) }
	for blob, named := range map[string]string{
		``:                          "blob",
		`null`:                      "blob",
		`[]`:                        "blob",
		blobOf(someRule) + "x":      "blob",
		"{\"format\":\"\xff\"}":     "blob",
		`{"rules":[],"set":"core"}`: "blob.format",
		`{"format":"voxguard.rules.v2","rules":[],"set":"core"}`:   "blob.format",
		`{"format":"voxguard.rules.v1","rules":[],"set":"other"}`:  "blob.set",
		`{"format":"voxguard.rules.v1","rules":[]}`:                "blob.set",
		`{"format":"voxguard.rules.v1","set":"core"}`:              "blob.rules",
		`{"format":"voxguard.rules.v1","rules":null,"set":"core"}`: "blob.rules",
		`{"format":"voxguard.rules.v1","rules":{},"set":"core"}`:   "blob.rules",
		blobOf():                                                "blob rules",
		blobOf(someRule, someRule):                              "blob rules",
		change(`"id":"a",`, ``):                                 "rules[0].id",
		change(`"id":"a"`, `"id":null`):                         "rules[0].id",
		change(`"id":"a"`, `"id":""`):                           "rules[0].id",
		change(`"id":"a"`, `"id":"a b"`):                        "rules[0].id",
		change(`"block"`, `"ban"`):                              "rule a: action",
		change(`"block"`, `7`):                                  "rule a: action",
		change(`"action":"block",`, ``):                         "rule a: action",
		change(`"true"`, `true`):                                "rule a: condition",
		change(`"true"`, `"`+strings.Repeat(" ", 4093)+`true"`): "rule a: condition",
		change(`"true"`, `"true\u0000"`):                        "rule a: condition",
		change(`"true"`, `"'\u0085' == ''"`):                    "rule a: condition",
		change(`"true"`, `"calls >"`):                           "rule a: condition",
		change(`:1,`, `:1000001,`):                              "rule a: priority",
		change(`:1,`, `:1.5,`):                                  "rule a: priority",
		change(`"priority":1,`, ``):                             "rule a: priority",
		change(`"A"`, `"A\n"`):                                  "rule a: name",
		change(`"A"`, `"A\u0085"`):                              "rule a: name",
		change(`"A"`, `"\ud83d"`):                               "rule a: name",
		change(`"true"`, `"'\ude00' == ''"`):                    "rule a: condition",
		change(`"A"`, `"`+strings.Repeat("ä", 201)+`"`):         "rule a: name",
		change(`"o"`, `1`):                                      "rule a: owner",
		change(`:1,`, `:1,"valid_from":"now",`):                 "rule a: valid_from",
		change(`:1,`, `:1,"valid_to":1e99,`):                    "rule a: valid_to",
		blobOf(`null`):                                          "rules[0].id",
	} {
		set, err := compileText(blob, 1)
		if err == nil || !strings.HasPrefix(err.Error(), named+":") {
			t.Errorf("%.120s: expected %s to be named, got %v, %v", blob, named, set, err)
		}
	}
}

func TestUnicodeBeyondTheBasicPlaneAndReplacementCharactersAreText(t *testing.T) {
	for _, name := range []string{`\ud83d\ude00`, "😀", `\ufffd`, `\uFFFD�`, "\u2028"} {
		if _, err := compileText(blobOf(strings.Replace(someRule, `"A"`, `"`+name+`"`, 1)), 1); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRuleThatEndedInTheYearOneHasEnded(t *testing.T) {
	set, err := compileText(blobOf(strings.Replace(someRule, `:1,`, `:1,"valid_to":-62135596800000,`, 1)), 1)
	if err != nil {
		t.Fatal(err)
	}
	if outcome, err := set.Evaluate(set.NewValues(), time.Now()); err != nil || len(outcome.Fired) != 0 {
		t.Errorf("got %v, %v", outcome, err)
	}
}

func TestDuplicateIDIsRefused(t *testing.T) {
	if _, err := compileText(blobOf(someRule, someRule), 2); err == nil || !strings.HasPrefix(err.Error(), "rule a: id:") {
		t.Errorf("got %v", err)
	}
}

func TestOneConditionThatDoesNotCompileRefusesTheWholeSet(t *testing.T) {
	publication := rulestest.Of("core", 1, rulestest.Rule{}, rulestest.Rule{ID: "bad", Condition: "call.nobody == ''"}, rulestest.Rule{})
	set, err := compile("core", parsed(t, publication.Pointer()), publication.Blob)
	if set != nil || err == nil || !strings.HasPrefix(err.Error(), "rule bad: condition: expected call.call_id") {
		t.Errorf("got %v, %v", set, err)
	}
}

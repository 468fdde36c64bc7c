package rules

import (
	"math"
	"slices"
	"testing"
	"time"

	"voxguard.io/rules/internal/rulestest"
)

var someTime = time.UnixMilli(1767225600000)

func setOf(t testing.TB, rules ...rulestest.Rule) *RuleSet {
	t.Helper()
	publication := rulestest.Of("core", 1, rules...)
	pointer, err := ParsePointer(publication.Pointer())
	if err != nil {
		t.Fatal(err)
	}
	set, err := compile("core", pointer, publication.Blob)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func evaluate(t *testing.T, set *RuleSet, given map[string]any, now time.Time) Outcome {
	t.Helper()
	values := set.NewValues()
	for name, value := range given {
		if err := values.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	outcome, err := set.Evaluate(values, now)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

func idsOf(outcome Outcome) []string {
	var ids []string
	for _, rule := range outcome.Fired {
		ids = append(ids, rule.ID)
	}
	return ids
}

func TestFiredRulesAreInTheOrderOfTheBlob(t *testing.T) {
	set := setOf(t, rulestest.Rule{ID: "z", Priority: 9}, rulestest.Rule{ID: "no", Condition: "false"}, rulestest.Rule{ID: "a"},
		rulestest.Rule{ID: "fails", Condition: "1 / a.b > 0"}, rulestest.Rule{ID: "b"})
	outcome := evaluate(t, set, map[string]any{"a.b": 0}, someTime)
	if !slices.Equal(idsOf(outcome), []string{"z", "a", "b"}) || outcome.Failed != 1 {
		t.Errorf("got %v, %d failed", idsOf(outcome), outcome.Failed)
	}
}

func TestValidityIncludesItsStartAndExcludesItsEnd(t *testing.T) {
	from, to := someTime.UnixMilli(), someTime.UnixMilli()+1000
	set := setOf(t, rulestest.Rule{ID: "window", ValidFrom: &from, ValidTo: &to}, rulestest.Rule{ID: "since", ValidFrom: &from},
		rulestest.Rule{ID: "until", ValidTo: &to}, rulestest.Rule{ID: "never", ValidFrom: &to, ValidTo: &from, Condition: "1 / 0 == 1"})
	for offset, expected := range map[time.Duration][]string{
		-time.Millisecond:      {"until"},
		0:                      {"window", "since", "until"},
		999 * time.Millisecond: {"window", "since", "until"},
		time.Second:            {"since"},
	} {
		outcome := evaluate(t, set, nil, someTime.Add(offset))
		if !slices.Equal(idsOf(outcome), expected) || outcome.Failed != 0 {
			t.Errorf("%v: got %v, %d failed", offset, idsOf(outcome), outcome.Failed)
		}
	}
}

func TestActionIsTheStrictestUnlessAnEarlierRuleAllows(t *testing.T) {
	for _, example := range []struct {
		fired           []Action
		model, expected Action
	}{
		{nil, Allow, Allow},
		{nil, Block, Block},
		{[]Action{Flag}, Allow, Allow},
		{[]Action{Flag, Flag}, Review, Review},
		{[]Action{Review}, Allow, Review},
		{[]Action{Review}, Block, Block},
		{[]Action{Review, Block, Review}, Allow, Block},
		{[]Action{Allow}, Block, Allow},
		{[]Action{Allow, Block}, Review, Allow},
		{[]Action{Flag, Allow, Block}, Block, Allow},
		{[]Action{Block, Allow}, Allow, Block},
		{[]Action{Review, Allow, Block}, Block, Review},
	} {
		outcome := Outcome{}
		for _, action := range example.fired {
			outcome.Fired = append(outcome.Fired, Rule{Action: action})
		}
		if got := outcome.Action(example.model); got != example.expected {
			t.Errorf("%v fired, model %v: expected %v, got %v", example.fired, example.model, example.expected, got)
		}
	}
}

func TestMissingValuesFailButMissingTextsOfTheCallAreEmpty(t *testing.T) {
	set := setOf(t, rulestest.Rule{ID: "caller", Condition: "call.caller == ''"}, rulestest.Rule{ID: "feature", Condition: "a.b == 0"},
		rulestest.Rule{ID: "started", Condition: "call.started_at > 0"}, rulestest.Rule{ID: "either", Condition: "a.b == 0 || call.trunk == ''"})
	values := set.NewValues()
	for range 2 {
		outcome, err := set.Evaluate(values, someTime)
		if err != nil || !slices.Equal(idsOf(outcome), []string{"caller", "either"}) || outcome.Failed != 2 {
			t.Fatalf("got %v, %d failed, %v", idsOf(outcome), outcome.Failed, err)
		}
		for slot := range set.Names() {
			values.SetDouble(slot, math.Pi)
		}
		values.Reset()
	}
}

func TestValuesOfAnotherSetAreRefused(t *testing.T) {
	one, other := setOf(t, rulestest.Rule{Condition: "a.b > 1"}), setOf(t, rulestest.Rule{})
	if _, err := other.Evaluate(one.NewValues(), someTime); err == nil {
		t.Error("were taken")
	}
}

func TestNamesAreThoseThatConditionsRead(t *testing.T) {
	set := setOf(t, rulestest.Rule{Condition: "b.x > 1 && call.trunk == ''"}, rulestest.Rule{Condition: "a.y || b.x == 2"})
	if !slices.Equal(set.Names(), []string{"a.y", "b.x", "call.trunk"}) {
		t.Errorf("got %v", set.Names())
	}
	values := set.NewValues()
	if err := values.Set("nobody.reads", 1); err != nil {
		t.Error(err)
	}
	if err := values.Set("a.y", []int{1}); err == nil {
		t.Error("a list was taken")
	}
}

func TestEvaluationDoesNotAllocateIfNothingFires(t *testing.T) {
	set := setOf(t, rulestest.Rule{Condition: "v.calls > 100 && v.ratio > 0.5"}, rulestest.Rule{Condition: "call.caller.startsWith('+44')"},
		rulestest.Rule{Condition: "call.trunk in ['trunk-07', 'trunk-08']"}, rulestest.Rule{Condition: "double(v.calls) / 60.0 > 1.5 || v.calls % 7 == 3"})
	values := set.NewValues()
	if got := testing.AllocsPerRun(100, func() {
		values.Reset()
		_ = values.Set("v.calls", int64(5))
		_, _ = set.Evaluate(values, someTime)
	}); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

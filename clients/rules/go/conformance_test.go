package rules

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"testing"

	"voxguard.io/rules/internal/condition"
	"voxguard.io/rules/internal/rulestest"
)

const wire = "../../../docs/wire/"

// conformance is a line of rules-conditions.jsonl.
type conformance struct {
	Condition string         `json:"condition"`
	Values    map[string]any `json:"values"`
	Result    *bool          `json:"result"`
	Error     bool           `json:"error"`
	Refused   string         `json:"refused"` // why
}

func TestEveryLineOfTheConformanceFilesGivesItsResult(t *testing.T) {
	for file, least := range map[string]int{"rules-conditions.jsonl": 500, "rules-conditions-random.jsonl": 1000} {
		text, err := os.ReadFile(wire + file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
		if len(lines) < least {
			t.Errorf("%s had %d lines", file, len(lines))
		}
		for _, line := range lines {
			checkConformance(t, line)
		}
	}
}

func checkConformance(t *testing.T, text []byte) {
	t.Helper()
	line := conformanceOf(t, text)
	if line.Refused != "" {
		if _, err := condition.Compile([]string{line.Condition}); err == nil {
			t.Errorf("expected a refusal: %s", text)
		}
		return
	}
	outcome := evaluate(t, setOf(t, rulestest.Rule{Condition: line.Condition}), line.Values, someTime)
	fires := line.Result != nil && *line.Result
	if (len(outcome.Fired) == 1) != fires || (outcome.Failed == 1) != line.Error {
		t.Errorf("%s\ngot fired %v, failed %d", text, len(outcome.Fired) == 1, outcome.Failed)
	}
}

// conformanceOf takes integers as ints and other numbers as doubles, which JSON does not distinguish.
func conformanceOf(t *testing.T, text []byte) conformance {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var line conformance
	if err := decoder.Decode(&line); err != nil || (line.Result == nil) != (line.Error || line.Refused != "") {
		t.Fatalf("%s: %v", text, err)
	}
	for name, value := range line.Values {
		number, isNumber := value.(json.Number)
		if !isNumber {
			continue
		}
		if whole, err := number.Int64(); err == nil {
			line.Values[name] = whole
		} else if fraction, err := number.Float64(); err == nil && !math.IsInf(fraction, 0) {
			line.Values[name] = fraction
		} else {
			t.Fatalf("%s: %s", name, number)
		}
	}
	return line
}

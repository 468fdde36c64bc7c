package condition

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/cel-go/cel"
)

// Plans must give the same results as cel-go's own interpreter, for every condition of the language and values of any type.
// VOXGUARD_CONDITIONS is the number of conditions to try; the default of 2000 takes some seconds.
func TestPlansAgreeWithTheInterpreterOfCel(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	author := author{rand.New(rand.NewPCG(seed, 1))}
	counts := map[Verdict]int{}
	conditions := 2000
	if count, err := strconv.Atoi(os.Getenv("VOXGUARD_CONDITIONS")); err == nil {
		conditions = count
	}
	for range conditions {
		condition := author.proposition(4)
		program, err := Compile([]string{condition})
		if err != nil {
			// mixed types of literals are no conditions; the check for it is cel-go's
			continue
		}
		reference := interpreterOf(t, condition)
		for range 5 {
			given := author.values(program.Names())
			expected, got := interpreted(reference, variablesOf(given)), program.Evaluate(0, cellsOf(program, given))
			if got != expected {
				t.Fatalf("%s\nwith %v\nexpected %d, got %d", condition, given, expected, got)
			}
			counts[got]++
		}
	}
	t.Logf("failed, false, true: %d, %d, %d", counts[Failed], counts[False], counts[True])
	if min(counts[Failed], counts[False], counts[True]) < conditions/10 {
		t.Error("too few of a kind to mean anything")
	}
}

// interpreterOf is a condition as cel-go evaluates it alone.
func interpreterOf(t testing.TB, condition string) cel.Program {
	t.Helper()
	env, err := language()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parse(env, condition)
	if err != nil {
		t.Fatal(err)
	}
	read := names{}
	if err := read.collect(parsed.NativeRep().Expr()); err != nil {
		t.Fatal(err)
	}
	declared, err := env.Extend(read.declarations()...)
	if err != nil {
		t.Fatal(err)
	}
	checked, issues := declared.Check(parsed)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	// not optimized: folding would refuse at planning what fails at evaluation
	program, err := declared.Program(checked)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

func interpreted(program cel.Program, variables map[string]any) Verdict {
	result, _, err := program.Eval(variables)
	if err != nil {
		return Failed
	}
	holds, isBool := result.Value().(bool)
	if !isBool {
		return Failed
	}
	return verdictOf(holds)
}

func variablesOf(given map[string]Value) map[string]any {
	variables := map[string]any{}
	for name, value := range given {
		if value.kind != none {
			variables[name] = plainOf(value)
		}
	}
	return variables
}

func plainOf(value Value) any {
	switch value.kind {
	case integer:
		return value.int()
	case double:
		return value.double()
	case boolean:
		return value.bool()
	}
	return value.text
}

// author writes conditions: most of matching types, some not.
type author struct{ *rand.Rand }

func (a author) one(of ...string) string { return of[a.IntN(len(of))] }

func (a author) proposition(depth int) string {
	if depth == 0 {
		return a.one("true", "false", "v.b1", "v.b2", "v.i1 > 3", "v.d1 <= 0.5", "call.caller == '+44'")
	}
	switch a.IntN(9) {
	case 0:
		return fmt.Sprintf("(%s && %s)", a.proposition(depth-1), a.proposition(depth-1))
	case 1:
		return fmt.Sprintf("(%s || %s)", a.proposition(depth-1), a.proposition(depth-1))
	case 2:
		return fmt.Sprintf("!(%s)", a.proposition(depth-1))
	case 3:
		return fmt.Sprintf("(%s ? %s : %s)", a.proposition(depth-1), a.proposition(depth-1), a.proposition(depth-1))
	case 4:
		return fmt.Sprintf("%s.%s(%s)", a.text(depth-1), a.one("startsWith", "endsWith", "contains"), a.text(depth-1))
	case 5:
		return a.member(depth - 1)
	case 6:
		return fmt.Sprintf("((%s) == (%s))", a.proposition(depth-1), a.proposition(depth-1))
	}
	relation := a.one("<", "<=", ">", ">=", "==", "!=")
	switch a.IntN(8) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", a.anything(depth-1), relation, a.anything(depth-1))
	case 1, 2:
		return fmt.Sprintf("(%s %s %s)", a.text(depth-1), relation, a.text(depth-1))
	case 3, 4:
		return fmt.Sprintf("(%s %s %s)", a.double(depth-1), relation, a.double(depth-1))
	}
	return fmt.Sprintf("(%s %s %s)", a.integer(depth-1), relation, a.integer(depth-1))
}

func (a author) member(depth int) string {
	texts := "'', 'a', '+44', 'äß', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6'"
	return a.one(fmt.Sprintf("(%s in [%s])", a.text(depth), texts), fmt.Sprintf("(%s in [-1, 0, 1, 7])", a.integer(depth)),
		fmt.Sprintf("(%s in [0.5, -0.0, 1.0])", a.double(depth)), "(v.m1 in [0, 1])", "(v.m2 in ['', 'a'])",
		fmt.Sprintf("(v.m1 in [%s])", texts), "(v.m2 in [1.0, 7.0])")
}

func (a author) anything(depth int) string {
	return a.one("v.m1", "v.m2", "v.missing", a.integer(depth), a.double(depth), a.text(depth))
}

func (a author) integer(depth int) string {
	if depth <= 0 {
		return a.one("v.i1", "v.i2", "call.started_at", "0", "1", "7", "-1", "9223372036854775807", "-9223372036854775808")
	}
	switch a.IntN(6) {
	case 0:
		return fmt.Sprintf("size(%s)", a.text(depth-1))
	case 1:
		return fmt.Sprintf("int(%s)", a.anything(depth-1))
	case 2:
		return fmt.Sprintf("-(%s)", a.integer(depth-1))
	case 3:
		return fmt.Sprintf("(%s ? %s : %s)", a.proposition(depth-1), a.integer(depth-1), a.integer(depth-1))
	}
	return fmt.Sprintf("(%s %s %s)", a.integer(depth-1), a.one("+", "-", "*", "/", "%"), a.integer(depth-1))
}

func (a author) double(depth int) string {
	if depth <= 0 {
		return a.one("v.d1", "v.d2", "0.0", "-0.0", "0.5", "1e300", "-1.5", "9223372036854775807.0", "-9223372036854775808.0")
	}
	switch a.IntN(4) {
	case 0:
		return fmt.Sprintf("double(%s)", a.anything(depth-1))
	case 1:
		return fmt.Sprintf("-(%s)", a.double(depth-1))
	}
	return fmt.Sprintf("(%s %s %s)", a.double(depth-1), a.one("+", "-", "*", "/"), a.double(depth-1))
}

func (a author) text(depth int) string {
	if depth <= 0 {
		return a.one("v.t1", "v.t2", "call.caller", "call.trunk", "''", "'a'", "'äß'", "'+44'", "'7'", "'1.5'")
	}
	return fmt.Sprintf("(%s + %s)", a.text(depth-1), a.text(depth-1))
}

// values are of the type that a name's first letter tells, mostly at the ends of ranges; v.m… are of any type, v.missing of none.
func (a author) values(names []string) map[string]Value {
	given := map[string]Value{}
	for _, name := range names {
		kind := strings.TrimPrefix(name, "v.")[0]
		if kind == 'm' || a.IntN(50) == 0 && !strings.HasPrefix(name, "call.") {
			kind = "idbt"[a.IntN(4)]
		}
		switch {
		case name == "v.missing" || a.IntN(50) == 0:
		case kind == 'i' || name == "call.started_at":
			given[name] = IntOf([]int64{0, 1, -1, 2, 7, 100, math.MaxInt64, math.MinInt64, math.MinInt64 + 1, 1 << 53, 1<<53 + 1}[a.IntN(11)])
		case kind == 'd':
			given[name] = DoubleOf([]float64{0, math.Copysign(0, -1), 1, -1, 0.5, 1e300, -1e300, math.Inf(1), math.Inf(-1), math.NaN(), 1 << 63,
				-1 << 63, 1 << 53, 7}[a.IntN(14)])
		case kind == 'b':
			given[name] = BoolOf(a.IntN(2) == 0)
		default:
			given[name] = TextOf([]string{"", "a", "äß", "+44", "+4420", "7", "-1", "1.5", "NaN", "inf", "0x1p4", "1_000", "\xff", "𝄞"}[a.IntN(14)])
		}
	}
	return given
}

func BenchmarkPlanBesideTheInterpreter(b *testing.B) {
	condition := "v.i1 > 100 && v.d1 > 0.5 || call.caller.startsWith('+88')"
	program, err := Compile([]string{condition})
	if err != nil {
		b.Fatal(err)
	}
	given := map[string]Value{"v.i1": IntOf(101), "v.d1": DoubleOf(0.25), "call.caller": TextOf("+14155550100")}
	b.Run("plan", func(b *testing.B) {
		cells := cellsOf(program, given)
		for b.Loop() {
			program.Evaluate(0, cells)
		}
	})
	b.Run("interpreter", func(b *testing.B) {
		reference, variables := interpreterOf(b, condition), variablesOf(given)
		for b.Loop() {
			interpreted(reference, variables)
		}
	})
}

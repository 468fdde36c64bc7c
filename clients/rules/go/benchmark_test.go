package rules

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"voxguard.io/rules/internal/rulestest"
)

// typical returns conditions typical of a fraud desk: thresholds of two features, prefixes, trunks, ratios.
func typical(count int) rulestest.Publication {
	list := make([]rulestest.Rule, count)
	for i := range list {
		var condition string
		switch i % 5 {
		case 0:
			condition = fmt.Sprintf("caller_velocity.calls_1h > %d && caller_geography.premium_ratio_24h > 0.5", 100+i)
		case 1:
			condition = fmt.Sprintf("call.callee.startsWith('+88%d') || call.callee.startsWith('+99%d')", i, i)
		case 2:
			condition = fmt.Sprintf("call.trunk in ['trunk-%d', 'trunk-%d'] && trunk_load.calls_1m > %d", 1000+i, 2000+i, i)
		case 3:
			condition = fmt.Sprintf("double(caller_velocity.calls_1h) / 60.0 > %d.5", i)
		case 4:
			condition = fmt.Sprintf("caller_rhythm.night_ratio_7d > 0.3 ? caller_velocity.calls_1h > %d : caller_velocity.calls_1h > %d", 50+i, 500+i)
		}
		list[i] = rulestest.Rule{ID: fmt.Sprint("rule-", i), Condition: condition}
	}
	return rulestest.Of("core", 1, list...)
}

func typicalSet(b *testing.B, count int) *RuleSet {
	b.Helper()
	publication := typical(count)
	pointer, err := ParsePointer(publication.Pointer())
	if err != nil {
		b.Fatal(err)
	}
	set, err := compile("core", pointer, publication.Blob)
	if err != nil {
		b.Fatal(err)
	}
	return set
}

// give sets all values of an ordinary call by slot, as an engine does.
func give(values *Values, names []string) {
	for slot, name := range names {
		switch {
		case strings.HasPrefix(name, "call."):
			values.SetText(slot, "+14155550100")
		case strings.Contains(name, "ratio"):
			values.SetDouble(slot, 0.25)
		default:
			values.SetInt(slot, 7)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	follower := &Follower{}
	follower.current.Store(typicalSet(b, 100))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if follower.Current() == nil {
				b.Error("expected rules, got none")
			}
		}
	})
}

// BenchmarkEvaluate measures a call: all values set, all rules evaluated, none fires.
func BenchmarkEvaluate(b *testing.B) {
	for _, count := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("%d rules", count), func(b *testing.B) {
			set := typicalSet(b, count)
			var failed atomic.Int64
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				values := set.NewValues()
				for pb.Next() {
					give(values, set.Names())
					outcome, err := set.Evaluate(values, someTime)
					if err != nil || len(outcome.Fired) > 0 {
						b.Error("fired")
					}
					failed.Add(int64(outcome.Failed))
				}
			})
			if failed.Load() > 0 {
				b.Error("conditions failed")
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, count := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprintf("%d rules", count), func(b *testing.B) {
			publication := typical(count)
			pointer, err := ParsePointer(publication.Pointer())
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(publication.Blob)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := compile("core", pointer, publication.Blob); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	publication := typical(100)
	line := publication.Pointer()
	for b.Loop() {
		pointer, err := ParsePointer(line)
		if err == nil {
			err = testKeys().verify("core", pointer)
		}
		if err == nil {
			err = checkBytes(pointer, publication.Blob)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

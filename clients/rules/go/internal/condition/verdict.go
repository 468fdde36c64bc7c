package condition

// Verdict is the result of an evaluation.
type Verdict uint8

// Failed is an error in CEL: a division by zero, an overflow, a value that is missing or of the wrong type.
const (
	Failed Verdict = iota
	False
	True
)

func verdictOf(holds bool) Verdict {
	if holds {
		return True
	}
	return False
}

func (v Verdict) value() Value {
	if v == Failed {
		return failed
	}
	return BoolOf(v == True)
}

func (v Value) verdict() Verdict {
	if v.kind != boolean {
		return Failed
	}
	return verdictOf(v.bool())
}

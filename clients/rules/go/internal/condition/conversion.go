package condition

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// toInt cuts a double off towards zero. CEL leaves out the ends of the range, which no double can tell from what lies beyond.
func toInt(of Value) Value {
	switch of.kind {
	case integer:
		return of
	case double:
		if number := of.double(); number > math.MinInt64 && number < math.MaxInt64 {
			return IntOf(int64(number))
		}
	case text:
		if number, err := strconv.ParseInt(of.text, 10, 64); err == nil {
			return IntOf(number)
		}
	}
	return failed
}

func toDouble(of Value) Value {
	switch of.kind {
	case double:
		return of
	case integer:
		return DoubleOf(float64(of.int()))
	case text:
		if number, err := strconv.ParseFloat(of.text, 64); err == nil {
			return DoubleOf(number)
		}
	}
	return failed
}

// size is the number of code points.
func size(of Value) Value {
	if of.kind != text {
		return failed
	}
	return IntOf(int64(utf8.RuneCountInString(of.text)))
}

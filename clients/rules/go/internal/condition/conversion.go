package condition

import (
	"math"
	"unicode/utf8"
)

// toInt rounds a double towards zero. As in CEL, the limits of the range are excluded: doubles cannot distinguish them from values beyond.
func toInt(of Value) Value {
	switch of.kind {
	case integer:
		return of
	case double:
		if number := of.double(); number > math.MinInt64 && number < math.MaxInt64 {
			return IntOf(int64(number))
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

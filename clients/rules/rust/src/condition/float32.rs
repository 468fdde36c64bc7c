//! Rules by which conditions compare values of float32 features. A stored 0.7 is 0.699999988…, which is what a rule that says 0.7 must match:
//! in a comparison with a literal, the literal is rounded to float32; elsewhere the value counts as its shortest decimal. Integers are exact
//! in both types and stay unchanged. Every engine computes the same: docs/wire/rules-grammar.md.

/// Magnitude from which no float32 has a fraction.
const NO_FRACTION: f64 = 16_777_216.0;
/// Maximum number of digits after the point: powers of ten are exact up to it.
const MAX_DIGITS: usize = 22;

/// Returns whether a value is a float32 with a fraction.
#[inline]
pub(super) fn is_fraction(value: f64) -> bool {
    f64::from(value as f32) == value && value.abs() < NO_FRACTION && value != value.round_ties_even()
}

/// Returns a literal rounded to float32.
#[inline]
pub(super) fn narrow(literal: f64) -> f64 {
    f64::from(literal as f32)
}

/// Returns the shortest decimal of a float32 with a fraction; any other value unchanged.
pub(super) fn decimal(value: f64) -> f64 {
    if !is_fraction(value) {
        return value;
    }
    let mut scale = 1.0;
    for _ in 0..MAX_DIGITS {
        scale *= 10.0;
        let decimal = (value * scale).round_ties_even() / scale;
        if decimal as f32 == value as f32 {
            return decimal;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn float32_counts_as_its_shortest_decimal() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..100_000 {
            let value = random.f32() * 10f32.powi(random.i32(-4..7));
            let decimal = decimal(f64::from(value));
            // of two equally near decimals, Display may show the other
            assert_eq!(decimal as f32, value);
            assert!(decimal.to_string().len() <= value.to_string().len(), "{value}: {decimal}");
        }
        assert_eq!([decimal(f64::from(0.7f32)), decimal(f64::from(-33.3f32)), decimal(188_775.625)], [0.7, -33.3, 188_775.62]);
    }

    #[test]
    fn integers_and_doubles_are_unchanged() {
        for value in [0.0, 1.0, 16_777_215.0, 123_456_792.0, 1e300, f64::INFINITY, 0.1 + 0.2, f64::from(f32::from_bits(1))] {
            assert_eq!(decimal(value), value);
        }
        assert!(decimal(f64::NAN).is_nan());
    }
}
